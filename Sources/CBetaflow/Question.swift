import CBetaflowABI
import Foundation
import LinearVAE
import NumericKit
import Requests
import Storage
import Synchronization

/// A question of C.
struct Question {
  let command: String
  /// JSON.
  let request: Data
  let arrays: [betaflow_array]

  /// The answer, or why there is none.
  func answer(
    _ run: Run?, _ progress: betaflow_progress?, _ context: UnsafeMutableRawPointer?
  ) -> Answer {
    // The last bits of OpenBLAS's results depend on its threads.
    Self.oneBLASThread
    let remarks = Mutex<[RequestInputs.Remark]>([])
    // The caller has said that it may be called from any thread.
    nonisolated(unsafe) let context = context
    let report = progress.map { progress in
      { @Sendable (done: RunProgress) in
        done.unit.withCString { progress(context, Int64(done.done), Int64(done.total ?? -1), $0) }
      }
    }
    do {
      let inputs = RequestInputs(arrays: try tables()) { remark in
        remarks.withLock { $0.append(remark) }
      }
      let reply = try RequestCatalog.answer(
        command, json: request, inputs: inputs, Run.context(run, report))
      return try Answer(reply, remarks.withLock { $0 })
    } catch {
      return Answer(error, remarks.withLock { $0 })
    }
  }

  /// The arrays by the keys that they are values of.
  private func tables() throws -> [String: BorrowedArray] {
    var tables: [String: BorrowedArray] = [:]
    for array in arrays {
      guard let name = array.name, let type = array.type else {
        throw InvalidProblem("arrays", found: "one without name or type", allowed: "both")
      }
      let key = String(cString: name)
      let dimensions = max(0, min(Int(array.dimensions), 64))
      guard tables[key] == nil else {
        throw InvalidProblem(key, found: "two arrays", allowed: "one")
      }
      tables[key] = try BorrowedArray(
        array.data, type: String(cString: type), shape: Self.numbers(array.shape, dimensions),
        strides: Self.numbers(array.strides, dimensions), named: key)
    }
    return tables
  }

  private static func numbers(_ start: UnsafePointer<Int64>?, _ count: Int) -> [Int] {
    guard let start else { return [] }
    return UnsafeBufferPointer(start: start, count: count).map { Int($0) }
  }

  private static let oneBLASThread: Void = BLASThreads.set(1)
}
