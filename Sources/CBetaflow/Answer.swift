import CBetaflowABI
import Foundation
import Requests
import Storage
import Synchronization

/// An answer, or why there is none, in memory that C can read: `betaflow_result`.
final class Answer {
  let status: ExitStatus
  /// The answer in JSON, or what went wrong.
  let text: CText
  /// What belongs to it beside the values, in JSON.
  let remarks: CText
  /// The numbers of the answer.
  let arrays: [NumberArray]
  private let dataset: Dataset?
  private let csv = Mutex<CText?>(nil)

  /// The answer in rows, as CSV.
  var table: CText {
    csv.withLock { csv in
      let text = csv ?? CText((dataset?.table.csv ?? "").utf8)
      csv = text
      return text
    }
  }

  /// What is said beside the values.
  private struct Aside: Encodable {
    struct Remark: Encodable {
      let kind: String
      let text: String
    }

    let words: [String]
    let remarks: [Remark]

    init(_ words: [String], _ remarks: [RequestInputs.Remark]) {
      self.words = words
      self.remarks = remarks.map {
        Remark(kind: $0.isWarning ? "warning" : "note", text: $0.text)
      }
    }
  }

  init(_ reply: Reply<any Sendable>, _ remarks: [RequestInputs.Remark]) throws {
    text = CText(try JSONDocument.data(of: reply.dataset).dropLast())
    self.remarks = CText(try JSONDocument.data(of: Aside(reply.words, remarks)).dropLast())
    arrays = reply.dataset.fields.compactMap { NumberArray($0) }
    (status, dataset) = (.done, reply.dataset)
  }

  init(_ error: any Error, _ remarks: [RequestInputs.Remark]) {
    text = CText(Data(error.sentence.utf8))
    let aside = try? JSONDocument.data(of: Aside([], remarks)).dropLast()
    self.remarks = CText(aside ?? Data("{}".utf8))
    arrays = []
    (status, dataset) = (ExitStatus(error), nil)
  }
}

/// Text that ends in 0.
final class CText: @unchecked Sendable {
  let start: UnsafePointer<CChar>
  /// Without the 0.
  let count: Int

  init(_ bytes: some Collection<UInt8>) {
    let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { memory[index] = CChar(bitPattern: byte) }
    memory[bytes.count] = 0
    (start, count) = (UnsafePointer(memory), bytes.count)
  }

  deinit { start.deallocate() }

  /// The text, whose length goes where C wants it.
  func handedOut(_ length: UnsafeMutablePointer<Int64>?) -> UnsafePointer<CChar> {
    length?.pointee = Int64(count)
    return start
  }
}

/// A field of an answer, all of whose values are numbers.
final class NumberArray {
  private let name: CText
  private let type = CText("<f8".utf8)
  private let dimensions: Int
  private let shape: UnsafeMutablePointer<Int64>
  private let strides: UnsafeMutablePointer<Int64>
  private let numbers: UnsafeMutablePointer<Double>

  init?(_ field: Dataset.Field) {
    guard !field.isInJSONAlone, let values = field.values.asNumbers else { return nil }
    name = CText(field.name.utf8)
    dimensions = field.shape.count
    shape = .allocate(capacity: max(1, dimensions))
    strides = .allocate(capacity: max(1, dimensions))
    var step = MemoryLayout<Double>.stride
    for (axis, length) in field.shape.enumerated().reversed() {
      (shape[axis], strides[axis]) = (Int64(length), Int64(step))
      step *= length
    }
    numbers = .allocate(capacity: max(1, values.count))
    for (index, value) in values.enumerated() { numbers[index] = value.isFinite ? value : .nan }
  }

  deinit {
    shape.deallocate()
    strides.deallocate()
    numbers.deallocate()
  }

  var described: betaflow_array {
    betaflow_array(
      name: name.start, type: type.start, dimensions: Int64(dimensions), shape: shape,
      strides: strides, data: numbers)
  }
}
