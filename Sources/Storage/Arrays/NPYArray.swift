/// The elements of an NPY file as a table, converted to `Double` some rows at a time.
struct NPYArray: Sendable {
  let rows: Int
  let columns: Int
  private let file: FileBytes
  private let element: NPYElementType
  private let isByteSwapped: Bool
  private let isFortranOrder: Bool
  private let offset: Int

  /// Reads the header of a file and checks that the elements are numbers, form a table and are all
  /// there.
  init(_ file: FileBytes) throws(DataFileError.Problem) {
    let header = try NPYHeader(file.bytes)
    let element = try Self.element(of: header)
    guard header.shape.count == 2 else { throw .wrongDimensions(shape: header.shape) }
    try self.init(file, header, element, rows: header.shape[0], columns: header.shape[1])
    guard rows > 0 && columns > 0 else { throw .empty }
  }

  /// All elements of an array of any shape, last index varying fastest.
  static func elements(of file: FileBytes, _ header: NPYHeader) throws(DataFileError.Problem)
    -> [Double]
  {
    let element = try element(of: header)
    let count = try header.byteCount(ofElements: element.size) / element.size
    // As they are stored, in one row.
    let array = try NPYArray(file, header, element, rows: 1, columns: count)
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { array.convert(0..<1, into: $0) }
    return header.inRowOrder(values)
  }

  private static func element(
    of header: NPYHeader
  ) throws(DataFileError.Problem) -> NPYElementType {
    guard let order = header.type.first, "<>|=".contains(order),
      let element = NPYElementType(rawValue: String(header.type.dropFirst()))
    else { throw NPYElementType.refusal(of: header.type) }
    return element
  }

  private init(
    _ file: FileBytes, _ header: NPYHeader, _ element: NPYElementType, rows: Int, columns: Int
  ) throws(DataFileError.Problem) {
    let size = try header.byteCount(ofElements: element.size)
    let found = file.bytes.count - header.dataOffset
    guard found == size else { throw .wrongSize(found: found, expected: size) }
    self.init(
      rows: rows, columns: columns, file: file, element: element,
      isByteSwapped: header.type.first == (isLittleEndian ? ">" : "<"),
      isFortranOrder: header.isFortranOrder, offset: header.dataOffset)
  }

  /// The same elements with rows and columns exchanged.
  var transposed: NPYArray {
    NPYArray(
      rows: columns, columns: rows, file: file, element: element, isByteSwapped: isByteSwapped,
      isFortranOrder: !isFortranOrder, offset: offset)
  }

  private init(
    rows: Int, columns: Int, file: FileBytes, element: NPYElementType, isByteSwapped: Bool,
    isFortranOrder: Bool, offset: Int
  ) {
    (self.rows, self.columns, self.file, self.element) = (rows, columns, file, element)
    (self.isByteSwapped, self.isFortranOrder) = (isByteSwapped, isFortranOrder)
    self.offset = offset
  }

  /// Calls `body` with the given rows in row-major order: in place if they lie so in the file, else
  /// converted into `scratch`, which is grown once and reused.
  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    let count = range.count * columns
    if let values = valuesInPlace(range) { return try body(values) }
    if scratch.count < count { scratch = Array(repeating: 0, count: count) }
    try scratch.withUnsafeMutableBufferPointer { buffer throws(DataFileError) in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      convert(range, into: target)
      try body(UnsafeBufferPointer(target))
    }
  }

  /// Gives back the memory that rows read so far have been mapped to.
  func releasePages() { file.releasePages() }

  private func valuesInPlace(_ range: Range<Int>) -> UnsafeBufferPointer<Double>? {
    guard element == .float64, !isByteSwapped, !isFortranOrder || columns == 1,
      let start = file.bytes.baseAddress,
      (Int(bitPattern: start) + offset) % MemoryLayout<Double>.alignment == 0
    else { return nil }
    let first = (start + (offset + range.lowerBound * columns * element.size))
      .assumingMemoryBound(to: Double.self)
    return UnsafeBufferPointer(start: first, count: range.count * columns)
  }

  private func convert(_ range: Range<Int>, into target: UnsafeMutableBufferPointer<Double>) {
    switch element {
    case .float32: fill(target, range) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float64: fill(target, range) { (bits: UInt64) in Double(bitPattern: bits) }
    case .boolean: fill(target, range) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .int8: fill(target, range) { (value: Int8) in Double(value) }
    case .int16: fill(target, range) { (value: Int16) in Double(value) }
    case .int32: fill(target, range) { (value: Int32) in Double(value) }
    case .int64: fill(target, range) { (value: Int64) in Double(value) }
    case .uint8: fill(target, range) { (value: UInt8) in Double(value) }
    case .uint16: fill(target, range) { (value: UInt16) in Double(value) }
    case .uint32: fill(target, range) { (value: UInt32) in Double(value) }
    case .uint64: fill(target, range) { (value: UInt64) in Double(value) }
    }
  }

  @inline(__always)
  private func fill<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ target: UnsafeMutableBufferPointer<Double>, _ range: Range<Int>, decode: (Raw) -> Double
  ) {
    if isByteSwapped {
      gather(target, range) { (raw: Raw) in decode(raw.byteSwapped) }
    } else {
      gather(target, range, decode: decode)
    }
  }

  /// Copies the rows `range` of the file in row-major order.
  @inline(__always)
  private func gather<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ target: UnsafeMutableBufferPointer<Double>, _ range: Range<Int>, decode: (Raw) -> Double
  ) {
    guard let start = file.bytes.baseAddress, let target = target.baseAddress else { return }
    let size = MemoryLayout<Raw>.size
    let elements = start + offset
    guard isFortranOrder else {
      let source = elements + range.lowerBound * columns * size
      for i in 0..<(range.count * columns) {
        target[i] = decode(source.loadUnaligned(fromByteOffset: i * size, as: Raw.self))
      }
      return
    }
    // A few rows at a time, so that both the reads down a column and the writes stay in cache.
    let tile = 16
    for first in stride(from: range.lowerBound, to: range.upperBound, by: tile) {
      let last = min(first + tile, range.upperBound)
      for j in 0..<columns {
        let column = elements + j * rows * size
        for i in first..<last {
          let value = column.loadUnaligned(fromByteOffset: i * size, as: Raw.self)
          target[(i - range.lowerBound) * columns + j] = decode(value)
        }
      }
    }
  }
}

private let isLittleEndian = UInt16(littleEndian: 1) == 1
