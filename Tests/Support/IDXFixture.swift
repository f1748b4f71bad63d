/// An IDX file written by hand.
public struct IDXFixture {
  let type: UInt8
  let shape: [Int]
  let elements: [UInt8]

  /// A file of elements of a type, given with the highest byte first.
  public init(type: UInt8 = 8, shape: [Int], elements: [UInt8]) {
    (self.type, self.shape, self.elements) = (type, shape, elements)
  }

  /// All of the file.
  public var bytes: [UInt8] {
    [0, 0, type, UInt8(shape.count)]
      + NPYFixture.bytes(shape.map { UInt32($0) }, bigEndian: true) + elements
  }
}
