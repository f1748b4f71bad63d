/// Numbers of an NPY file, or in memory, as a table that is converted to `Double` some rows at a time.
struct NumberTable: Sendable {
  private(set) var rows: Int
  private(set) var columns: Int
  private let source: Source
  private let element: NPYElementType
  private let isByteSwapped: Bool
  private var isFortranOrder: Bool
  private let offset: Int

  private enum Source: Sendable {
    case file(FileBytes)
    case memory([Double])
  }

  /// Reads the header of a file and checks that the elements are numbers, form a table and are all
  /// there.
  init(_ file: FileBytes) throws(DataFileError.Problem) {
    try self.init(file, NPYHeader(file.bytes), isTable: true)
    guard rows > 0 && columns > 0 else { throw .empty }
  }

  init(_ values: [Double], columns: Int) {
    (rows, self.columns, source) = (values.count / columns, columns, .memory(values))
    (element, isByteSwapped, isFortranOrder, offset) = (.float64, false, false, 0)
  }

  /// All elements of an array of any shape, last index varying fastest.
  static func elements(of file: FileBytes, _ header: NPYHeader) throws(DataFileError.Problem)
    -> [Double]
  {
    // As they are stored, in one row.
    let table = try NumberTable(file, header, isTable: false)
    var values = [Double](repeating: 0, count: table.columns)
    table.withBytes { bytes in
      values.withUnsafeMutableBufferPointer { table.convert(0..<1, of: bytes, into: $0) }
    }
    return header.inRowOrder(values)
  }

  private init(
    _ file: FileBytes, _ header: NPYHeader, isTable: Bool
  ) throws(DataFileError.Problem) {
    guard let order = header.type.first, "<>|=".contains(order),
      let element = NPYElementType(rawValue: String(header.type.dropFirst()))
    else { throw NPYElementType.refusal(of: header.type) }
    guard !isTable || header.shape.count == 2 else { throw .wrongDimensions(shape: header.shape) }
    let count = try header.elementCount(ofSize: element.size, in: file)
    (rows, columns) = isTable ? (header.shape[0], header.shape[1]) : (1, count)
    (source, self.element, offset) = (.file(file), element, header.dataOffset)
    isByteSwapped = order == (isLittleEndian ? ">" : "<")
    isFortranOrder = header.isFortranOrder
  }

  /// The same elements with rows and columns exchanged.
  var transposed: NumberTable {
    var array = self
    (array.rows, array.columns) = (columns, rows)
    array.isFortranOrder.toggle()
    return array
  }

  /// Calls `body` with the given rows in row-major order: in place if they lie so in the file, else
  /// converted into `scratch`, which is grown once and reused.
  func withRows(
    _ range: Range<Int>, scratch: inout [Double],
    _ body: (UnsafeBufferPointer<Double>) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    let count = range.count * columns
    try withBytes { bytes throws(DataFileError) in
      if let values = valuesInPlace(range, of: bytes) { return try body(values) }
      if scratch.count < count { scratch = Array(repeating: 0, count: count) }
      try scratch.withUnsafeMutableBufferPointer { buffer throws(DataFileError) in
        let target = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
        convert(range, of: bytes, into: target)
        try body(UnsafeBufferPointer(target))
      }
    }
  }

  /// Gives back the memory that rows read so far have been mapped to.
  func releasePages() { if case .file(let file) = source { file.releasePages() } }

  private func withBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch source {
    case .file(let file):
      try withExtendedLifetime(file) { file throws(Failure) in try body(file.bytes) }
    case .memory(let values):
      try values.withUnsafeBufferPointer { values throws(Failure) in
        try body(UnsafeRawBufferPointer(values))
      }
    }
  }

  private func valuesInPlace(
    _ range: Range<Int>, of bytes: UnsafeRawBufferPointer
  ) -> UnsafeBufferPointer<Double>? {
    guard element == .float64, !isByteSwapped, !isFortranOrder || columns == 1,
      let start = bytes.baseAddress,
      (Int(bitPattern: start) + offset) % MemoryLayout<Double>.alignment == 0
    else { return nil }
    let first = (start + (offset + range.lowerBound * columns * element.size))
      .assumingMemoryBound(to: Double.self)
    return UnsafeBufferPointer(start: first, count: range.count * columns)
  }

  private func convert(
    _ range: Range<Int>, of bytes: UnsafeRawBufferPointer,
    into target: UnsafeMutableBufferPointer<Double>
  ) {
    guard let start = bytes.baseAddress, let target = target.baseAddress else { return }
    let elements = start + offset
    switch element {
    case .float32:
      fill(target, range, elements) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float64: fill(target, range, elements) { (bits: UInt64) in Double(bitPattern: bits) }
    case .boolean: fill(target, range, elements) { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .int8: fill(target, range, elements) { (value: Int8) in Double(value) }
    case .int16: fill(target, range, elements) { (value: Int16) in Double(value) }
    case .int32: fill(target, range, elements) { (value: Int32) in Double(value) }
    case .int64: fill(target, range, elements) { (value: Int64) in Double(value) }
    case .uint8: fill(target, range, elements) { (value: UInt8) in Double(value) }
    case .uint16: fill(target, range, elements) { (value: UInt16) in Double(value) }
    case .uint32: fill(target, range, elements) { (value: UInt32) in Double(value) }
    case .uint64: fill(target, range, elements) { (value: UInt64) in Double(value) }
    }
  }

  @inline(__always)
  private func fill<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ target: UnsafeMutablePointer<Double>, _ range: Range<Int>, _ elements: UnsafeRawPointer,
    decode: (Raw) -> Double
  ) {
    if isByteSwapped {
      gather(target, range, elements) { (raw: Raw) in decode(raw.byteSwapped) }
    } else {
      gather(target, range, elements, decode: decode)
    }
  }

  /// Copies the rows `range` of the stored elements in row-major order.
  @inline(__always)
  private func gather<Raw: FixedWidthInteger & BitwiseCopyable>(
    _ target: UnsafeMutablePointer<Double>, _ range: Range<Int>, _ elements: UnsafeRawPointer,
    decode: (Raw) -> Double
  ) {
    let size = MemoryLayout<Raw>.size
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
