/// An array of one or two dimensions in memory that belongs to somebody else, as NumPy describes its own: no
/// number is copied until a block of rows is read.
///
/// ```swift
/// let array = try BorrowedArray(
///   start, type: "<f4", shape: [60_000, 784], strides: [3136, 4], named: "data", keeping: owner)
/// let table = try DataTable(array)
/// ```
public struct BorrowedArray: Sendable {
  /// What messages call it.
  let name: String
  let element: ElementType
  let isByteSwapped: Bool
  let shape: [Int]
  /// Elements, not bytes, from one row to the next and from one column to the next.
  let steps: [Int]
  let memory: Memory

  /// Memory that stays where it is for as long as this is kept.
  struct Memory: @unchecked Sendable {
    let start: UnsafeRawPointer
    let owner: AnyObject?
  }

  /// Describes an array.
  ///
  /// - Parameters:
  ///   - start: The first element, which need not be aligned; not `nil` unless the array is empty.
  ///   - type: NumPy's name of the element type with its byte order: `<f8`, `|u1`.
  ///   - shape: The length of each dimension; the first one are the samples.
  ///   - strides: Bytes from one element to the next of each dimension, negative or 0 too.
  ///   - name: What messages call it.
  ///   - owner: Whoever keeps the memory, if it is not the caller for as long as the array is used.
  /// - Throws: `DataFileError`, which names the array: `.unsupportedType`, `.wrongDimensions`, `.empty`, or
  ///   `.unsuited` for strides that are not of whole elements.
  public init(
    _ start: UnsafeRawPointer?, type: String, shape: [Int], strides: [Int], named name: String,
    keeping owner: AnyObject? = nil
  ) throws(DataFileError) {
    do throws(DataFileError.Problem) {
      guard let order = type.first, "<>|=".contains(order),
        let element = ElementType(rawValue: String(type.dropFirst()))
      else { throw ElementType.refusal(of: type) }
      guard 1...2 ~= shape.count, strides.count == shape.count, shape.allSatisfy({ $0 >= 0 }) else {
        throw .wrongDimensions(shape: shape)
      }
      guard let start, !shape.contains(0) else { throw .empty }
      guard strides.allSatisfy({ $0 % element.size == 0 }) else {
        throw .unsuited(
          reason: "has strides of \(strides) bytes with elements of \(element.size)",
          remedy: "copy it first: its numbers do not stand side by side")
      }
      (self.name, self.element, self.shape) = (name, element, shape)
      isByteSwapped = order == (isLittleEndian ? ">" : "<")
      steps = strides.map { $0 / element.size }
      memory = Memory(start: start, owner: owner)
    } catch { throw DataFileError(path: name, problem: error) }
  }
}

extension BorrowedArray {
  /// Numbers of Swift's, which are kept.
  ///
  /// - Parameters:
  ///   - values: Row after row.
  ///   - columns: Their number, of which there are whole rows.
  ///   - name: What messages call the array.
  /// - Throws: As for memory of somebody else.
  package init(_ values: [Double], columns: Int, named name: String) throws(DataFileError) {
    final class Copy: Sendable {
      nonisolated(unsafe) let start: UnsafeMutablePointer<Double>

      init(_ values: [Double]) {
        start = .allocate(capacity: max(1, values.count))
        start.initialize(from: values, count: values.count)
      }

      deinit { start.deallocate() }
    }
    let copy = Copy(values)
    let size = MemoryLayout<Double>.stride
    try self.init(
      copy.start, type: "=f8", shape: [values.count / columns, columns],
      strides: [columns * size, size], named: name, keeping: copy)
  }
}

extension DataTable {
  /// An array in memory as a table, read as a file would be.
  ///
  /// - Parameters:
  ///   - array: One sample a row; a single series needs ``ReadingOptions/window``.
  ///   - options: How to read it.
  /// - Throws: `DataFileError`, which names the array.
  /// - Complexity: O(1); O(elements) where missing cells are looked for.
  public init(
    _ array: BorrowedArray, reading options: ReadingOptions = ReadingOptions()
  ) throws(DataFileError) {
    do throws(DataFileError.Problem) {
      try options.check()
    } catch { throw DataFileError(path: array.name, problem: error) }
    self.init(try TableAssembly([TableFile(array, options)], options))
  }
}
