/// How the elements of an array lie in a file.
struct ArrayLayout: Sendable, Hashable {
  let element: ElementType
  /// Whether the bytes of an element lie in the other order than in this machine.
  let isByteSwapped: Bool
  /// The length of each dimension.
  let shape: [Int]
  /// Whether the first index varies fastest, not the last one.
  let isFortranOrder: Bool
  /// Where the elements start in the file, in bytes.
  let offset: Int

  /// What the header of an NPY file says.
  ///
  /// - Throws: `.unsupportedType` for elements that are no real numbers, and what
  ///   ``NPYHeader/elementCount(ofSize:in:)`` throws for a file of another size.
  init(_ header: NPYHeader, of file: FileBytes) throws(DataFileError.Problem) {
    guard let order = header.type.first, "<>|=".contains(order),
      let element = ElementType(rawValue: String(header.type.dropFirst()))
    else { throw ElementType.refusal(of: header.type) }
    _ = try header.elementCount(ofSize: element.size, in: file)
    self.init(
      element: element, isByteSwapped: order == (isLittleEndian ? ">" : "<"), shape: header.shape,
      isFortranOrder: header.isFortranOrder, offset: header.dataOffset)
  }

  /// The array as a table: its first dimension are the rows, all others, with the last index varying
  /// fastest, the columns.
  ///
  /// - Throws: `.wrongDimensions` for a single number, `.empty` for none.
  func table(of file: FileBytes) throws(DataFileError.Problem) -> any NumberView {
    guard !shape.isEmpty else { throw .wrongDimensions(shape: shape) }
    guard !shape.contains(0) else { throw .empty }
    let table = NumberTable(file, self)
    guard isFortranOrder, shape.count > 2 else { return table }
    let inner = Array(shape.dropFirst())
    return SelectedView(
      table, columns: Runs(inner.rowOrder(ofColumnOrder: Array(0..<table.columns))))
  }

  init(
    element: ElementType, isByteSwapped: Bool, shape: [Int], isFortranOrder: Bool = false,
    offset: Int
  ) {
    (self.element, self.isByteSwapped, self.shape) = (element, isByteSwapped, shape)
    (self.isFortranOrder, self.offset) = (isFortranOrder, offset)
  }
}

let isLittleEndian = UInt16(littleEndian: 1) == 1
