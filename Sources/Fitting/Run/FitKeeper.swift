import Foundation
import LinearVAE
import NumericKit
import Storage

/// How a fit is kept while it runs.
package struct FitOptions: Sendable {
  /// The file that the state goes to now and then, and comes from.
  package var checkpoint: String?
  /// The file that it goes to when training is told to stop and there is no other.
  package var rescue: String?
  /// Seconds between two writes.
  package var interval = 10.0

  package init(checkpoint: String? = nil, rescue: String? = nil) {
    (self.checkpoint, self.rescue) = (checkpoint, rescue)
  }
}

/// Writes the state of a fit now and then, tells how far it is, and stops it when told to.
final class FitKeeper {
  private let checkpoint: Checkpoint<FitState>?
  private let identity: Identity
  private let options: FitOptions
  private let context: RunContext
  private let total: Int?
  private var lastWrite = ContinuousClock.now
  private var lastReport = ContinuousClock.now
  private var writing = Duration.zero

  /// What must agree for two fits to be the same.
  private struct Identity: Encodable {
    let fit: FitSpecification
    let rows: Int
    let columns: Int
    let data: UInt64
  }

  init(
    _ specification: FitSpecification, _ data: FitData, _ options: FitOptions, total: Int?,
    _ context: RunContext
  ) throws {
    (self.options, self.context, self.total) = (options, context, total)
    let keeps = options.checkpoint != nil || options.rescue != nil
    identity = Identity(
      fit: specification, rows: data.moments.rows, columns: data.columns,
      data: keeps ? data.fingerprint : 0)
    let identity = identity
    checkpoint = try options.checkpoint.map { try Checkpoint(of: identity, at: $0) }
    // The first checkpoint comes early: the start of a run is when most are stopped.
    lastWrite -= .seconds(0.9 * options.interval)
  }

  /// The state to go on from: that of the checkpoint, or the one given, which takes its place.
  func begin(_ fresh: FitState) throws -> FitState {
    guard let checkpoint else { return fresh }
    if let found = try checkpoint.read() { return found }
    try checkpoint.write(fresh)
    return fresh
  }

  /// Looks whether to write or to stop; the state is made where it is written.
  ///
  /// - Throws: `RunCancelled` with the file to go on from, `CheckpointError`.
  func look(step: Int, remark: () -> String, state: () -> FitState) throws {
    let now = ContinuousClock.now
    if now - lastReport > .milliseconds(200) {
      lastReport = now
      var progress = RunProgress(done: step, total: total, unit: "steps")
      progress.remark = remark()
      context.progress?(progress)
    }
    if let reason = context.reasonToStop {
      throw RunCancelled(
        reason, progress: RunProgress(done: step, total: total, unit: "steps"),
        checkpoint: try save(state()))
    }
    // Writing takes a small part of the time, however large the file.
    let interval = max(.seconds(options.interval), writing * 20)
    guard let checkpoint, now - lastWrite > interval else { return }
    try checkpoint.write(state())
    lastWrite = .now
    writing = lastWrite - now
  }

  /// Writes the state at the end of all work, from which the same call has its result at once.
  func end(_ state: FitState) throws { try checkpoint?.write(state) }

  private func save(_ state: FitState) throws -> String? {
    if let checkpoint {
      try checkpoint.write(state)
      return checkpoint.path
    }
    guard let rescue = options.rescue else { return nil }
    let file: Checkpoint<FitState> = try Checkpoint(of: identity, at: rescue)
    guard !file.exists else { return nil }
    try file.write(state)
    return rescue
  }
}

extension FitData {
  /// A number that tells these data from others.
  var fingerprint: UInt64 {
    if let rows { return rows.fingerprint }
    return (moments.covariance.elements + mean).reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ $1.bitPattern) &* 0x0000_0100_0000_01b3
    }
  }
}
