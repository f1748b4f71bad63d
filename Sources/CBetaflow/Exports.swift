import CBetaflowABI
import Foundation
import LinearVAE
import NumericKit
import Requests
import Storage
import Synchronization

// The functions of betaflow.h, which says what they do.

@_cdecl("betaflow_abi_version")
package func abiVersion() -> Int32 { BETAFLOW_ABI_VERSION }

@_cdecl("betaflow_run_new")
package func newRun(_ threads: Int32, _ isInterruptible: Int32) -> UnsafeMutableRawPointer? {
  Run(threads: Int(threads), isInterruptible: isInterruptible != 0).map {
    Unmanaged.passRetained($0).toOpaque()
  }
}

@_cdecl("betaflow_run_cancel")
package func cancelRun(_ run: UnsafeMutableRawPointer?) { run?.object(Run.self).cancel() }

@_cdecl("betaflow_run_free")
package func freeRun(_ run: UnsafeMutableRawPointer?) { run?.release(Run.self) }

@_cdecl("betaflow_ask")
package func ask(
  _ command: UnsafePointer<CChar>?, _ request: UnsafePointer<CChar>?, _ length: Int64,
  _ arrays: UnsafePointer<betaflow_array>?, _ count: Int64, _ run: UnsafeMutableRawPointer?,
  _ progress: betaflow_progress?, _ context: UnsafeMutableRawPointer?
) -> UnsafeMutableRawPointer {
  let question = Question(
    command: command.map { String(cString: $0) } ?? "",
    request: Data(
      UnsafeRawBufferPointer(start: request, count: request == nil ? 0 : max(0, Int(length)))),
    arrays: Array(UnsafeBufferPointer(start: arrays, count: arrays == nil ? 0 : max(0, Int(count))))
  )
  let run = run?.object(Run.self)
  let answer = run.map { run in run.watched { question.answer(run, progress, context) } }
  return Unmanaged.passRetained(answer ?? question.answer(nil, progress, context)).toOpaque()
}

@_cdecl("betaflow_result_status")
package func status(_ result: UnsafeMutableRawPointer) -> Int32 {
  result.object(Answer.self).status.rawValue
}

@_cdecl("betaflow_result_text")
package func text(
  _ result: UnsafeMutableRawPointer, _ length: UnsafeMutablePointer<Int64>?
) -> UnsafePointer<CChar> {
  result.object(Answer.self).text.handedOut(length)
}

@_cdecl("betaflow_result_remarks")
package func remarks(
  _ result: UnsafeMutableRawPointer, _ length: UnsafeMutablePointer<Int64>?
) -> UnsafePointer<CChar> {
  result.object(Answer.self).remarks.handedOut(length)
}

@_cdecl("betaflow_result_table")
package func table(
  _ result: UnsafeMutableRawPointer, _ length: UnsafeMutablePointer<Int64>?
) -> UnsafePointer<CChar> {
  result.object(Answer.self).table.handedOut(length)
}

@_cdecl("betaflow_result_array_count")
package func arrayCount(_ result: UnsafeMutableRawPointer) -> Int64 {
  Int64(result.object(Answer.self).arrays.count)
}

@_cdecl("betaflow_result_array")
package func array(
  _ result: UnsafeMutableRawPointer, _ index: Int64, _ array: UnsafeMutablePointer<betaflow_array>
) {
  array.pointee = result.object(Answer.self).arrays[Int(index)].described
}

@_cdecl("betaflow_result_free")
package func freeResult(_ result: UnsafeMutableRawPointer?) { result?.release(Answer.self) }

extension UnsafeMutableRawPointer {
  fileprivate func object<Object: AnyObject>(_: Object.Type) -> Object {
    Unmanaged<Object>.fromOpaque(self).takeUnretainedValue()
  }

  fileprivate func release<Object: AnyObject>(_: Object.Type) {
    Unmanaged<Object>.fromOpaque(self).release()
  }
}
