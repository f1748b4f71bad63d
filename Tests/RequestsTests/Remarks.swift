import Requests
import Synchronization

/// What was remarked, in its order.
final class Remarks: Sendable {
  private let heard = Mutex<[RequestInputs.Remark]>([])

  var all: [RequestInputs.Remark] { heard.withLock { $0 } }

  func add(_ remark: RequestInputs.Remark) { heard.withLock { $0.append(remark) } }
}
