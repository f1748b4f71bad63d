/// The times of a flow that are asked for, and where they are few others between them: equally spaced ones,
/// and such that are dense near the start, where most flows are fastest.
struct CurveMoments {
  private let moments: [Moment]
  private typealias Moment = (time: Double, isAskedFor: Bool)

  /// All times, in order.
  var times: [Double] { moments.map(\.time) }

  /// The indices of those asked for.
  var chosen: [Int] { moments.indices.filter { moments[$0].isAskedFor } }

  /// The given times, with so many others that a curve has at least `count` points.
  init(_ times: [Double], curvePoints count: Int) {
    let given = times.map { (time: $0, isAskedFor: true) }
    guard times.count < count, let first = times.first, let last = times.last, first < last else {
      moments = given
      return
    }
    let shares = (1..<count).map { Double($0) / Double(count) }
    let others = (shares + shares.map { $0 * $0 * $0 }).map { first + (last - first) * $0 }
    let all = (given + others.map { (time: $0, isAskedFor: false) }).sorted { $0.time < $1.time }
    // Points on top of each other would be joined in any direction.
    let least = 1e-3 * (last - first) / Double(count)
    var moments: [Moment] = []
    for moment in all {
      if !moment.isAskedFor, let time = moments.last?.time, moment.time - time < least { continue }
      while let before = moments.last, !before.isAskedFor, moment.time - before.time < least {
        moments.removeLast()
      }
      moments.append(moment)
    }
    self.moments = moments
  }
}
