/// A block of elements in a file, and where they go as `Double`s.
struct ElementBlock {
  /// The first element of the block.
  let source: UnsafeRawPointer
  let isByteSwapped: Bool
  let rows: Int
  let columns: Int
  /// Elements from one row to the next, and from one column to the next.
  let rowStep: Int
  let columnStep: Int
  let target: BlockTarget

  /// Converts all elements of the block, which are of one type.
  func convert(_ element: ElementType) {
    switch element {
    case .float16: fill { (bits: UInt16) in Double(halfPrecision: bits) }
    case .float32: fill { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float64: fill { (bits: UInt64) in Double(bitPattern: bits) }
    case .boolean: fill { (byte: UInt8) in byte == 0 ? 0 : 1 }
    case .int8: fill { (value: Int8) in Double(value) }
    case .int16: fill { (value: Int16) in Double(value) }
    case .int32: fill { (value: Int32) in Double(value) }
    case .int64: fill { (value: Int64) in Double(value) }
    case .uint8: fill { (value: UInt8) in Double(value) }
    case .uint16: fill { (value: UInt16) in Double(value) }
    case .uint32: fill { (value: UInt32) in Double(value) }
    case .uint64: fill { (value: UInt64) in Double(value) }
    }
  }

  @inline(__always)
  private func fill<Raw: FixedWidthInteger & BitwiseCopyable>(_ decode: (Raw) -> Double) {
    // By columns, if they are what lies together in the target.
    let block = target.columnStep == 1 ? self : transposed
    if isByteSwapped {
      block.gather { (raw: Raw) in decode(raw.byteSwapped) }
    } else {
      block.gather(decode)
    }
  }

  private var transposed: ElementBlock {
    ElementBlock(
      source: source, isByteSwapped: isByteSwapped, rows: columns, columns: rows,
      rowStep: columnStep, columnStep: rowStep, target: target.transposed)
  }

  @inline(__always)
  private func gather<Raw: FixedWidthInteger & BitwiseCopyable>(_ decode: (Raw) -> Double) {
    let size = MemoryLayout<Raw>.size
    if columnStep == 1 && target.columnStep == 1 {
      // Rows that follow each other in both places are one long row.
      let isFlat = rowStep == columns && target.rowStep == columns
      let (lines, length) = isFlat ? (1, rows * columns) : (rows, columns)
      for i in 0..<lines {
        let row = source + i * rowStep * size
        let place = target.start + i * target.rowStep
        for j in 0..<length {
          place[j] = decode(row.loadUnaligned(fromByteOffset: j * size, as: Raw.self))
        }
      }
      return
    }
    // A few rows at a time, so that both the reads down a column and the writes stay in cache.
    let tile = 16
    for first in stride(from: 0, to: rows, by: tile) {
      let last = min(first + tile, rows)
      for j in 0..<columns {
        let column = source + j * columnStep * size
        let place = target.start + j * target.columnStep
        for i in first..<last {
          place[i * target.rowStep] =
            decode(column.loadUnaligned(fromByteOffset: i * rowStep * size, as: Raw.self))
        }
      }
    }
  }
}

extension Double {
  /// A number of half precision, from its bits: exact, as all of them are `Double`s.
  ///
  /// Exponent and fraction are moved to their places, and what the bias of the exponent is smaller is
  /// made up for by a product, which is exact for subnormal numbers too.
  @inline(__always)
  init(halfPrecision bits: UInt16) {
    let magnitude = Double(bitPattern: UInt64(bits & 0x7FFF) << 42) * 0x1p1008
    let special: UInt64 = bits & 0x7C00 == 0x7C00 ? 0x7FF0_0000_0000_0000 : 0
    let sign = UInt64(bits & 0x8000) << 48
    self.init(bitPattern: magnitude.bitPattern | special | sign)
  }
}
