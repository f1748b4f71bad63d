import Foundation
import LinearVAE
import NumericKit

/// A file from which an ensemble goes on as if it had never stopped.
///
/// A line that names the format, its version, the length and the CRC-32 of the contents, and the
/// contents: the length of a binary property list, the list, which says what is run and how far it
/// is, and the arrays that it refers to. A new file takes the place of the old one in a single step,
/// so that at any instant one of them is whole; while a run uses it, no other can.
struct Checkpoint: Sendable {
  let path: String
  /// What must agree for the runs to be the same, key by key.
  private let identity: [Item]
  private let file: LockedFile

  struct Item: Sendable, Hashable, Codable {
    let key: String
    let value: String
  }

  private struct Contents: Codable {
    let identity: [Item]
    let progress: EnsembleProgress
  }

  private static let magic = Data("betaflow checkpoint\n".utf8)
  private static let version: UInt32 = 2
  private static let headerLength = magic.count + 16

  /// Claims a path for an ensemble.
  ///
  /// - Throws: ``CheckpointError`` when another run uses the file, or it cannot be opened.
  init(
    of ensemble: Ensemble, at path: String, _ options: EnsembleOptions
  ) throws(CheckpointError) {
    self.path = path
    identity = Self.identity(of: ensemble, options)
    do throws(LockedFile.Fault) {
      file = try LockedFile(path, signature: Self.magic)
    } catch {
      throw CheckpointError(path: path, error, writing: false)
    }
  }

  /// Whether there is a file to go on from.
  var exists: Bool { file.exists }

  /// The progress in the file, or `nil` when there is no file yet.
  func read() throws(CheckpointError) -> EnsembleProgress? {
    guard file.exists else { return nil }
    let payload = try payload()
    let contents: Contents
    do {
      contents = try ArrayStore.decode(Contents.self, from: payload)
    } catch {
      throw CheckpointError(path: path, .damaged("its contents cannot be decoded"))
    }
    try compare(contents.identity)
    return contents.progress
  }

  /// The contents behind a header that is right. Of anything but a checkpoint no more than that is
  /// read: it may be a file larger than the memory.
  private func payload() throws(CheckpointError) -> Data {
    let start = try reading { file throws(LockedFile.Fault) in try file.prefix(Self.headerLength) }
    guard start.starts(with: Self.magic) else { throw CheckpointError(path: path, .foreign) }
    guard start.count == Self.headerLength else {
      throw CheckpointError(path: path, .damaged("it ends within its header"))
    }
    let header = start.dropFirst(Self.magic.count)
    let version = header.littleEndian(UInt32.self, at: 0)
    guard version == Self.version else {
      throw CheckpointError(
        path: path, .version(found: Int(version), expected: Int(Self.version)))
    }
    let checksum = header.littleEndian(UInt32.self, at: 4)
    let length = header.littleEndian(UInt64.self, at: 8)
    let size = try reading { file throws(LockedFile.Fault) in try file.size() }
    guard size - Self.headerLength == length else {
      throw CheckpointError(
        path: path,
        .damaged("\(size - Self.headerLength) bytes of contents instead of \(length)"))
    }
    let contents = try reading { file throws(LockedFile.Fault) in try file.prefix(size) }
    let payload = contents.dropFirst(Self.headerLength)
    guard CRC32.checksum(payload) == checksum else {
      throw CheckpointError(path: path, .damaged("its checksum does not fit"))
    }
    return payload
  }

  private func reading<Value>(
    _ body: (LockedFile) throws(LockedFile.Fault) -> Value
  ) throws(CheckpointError) -> Value {
    do { return try body(file) } catch {
      throw CheckpointError(path: path, error, writing: false)
    }
  }

  private func compare(_ found: [Item]) throws(CheckpointError) {
    let values = Dictionary(found.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    for item in identity where values[item.key] != item.value {
      let (found, expected) = Self.difference(values[item.key] ?? "missing", item.value)
      throw CheckpointError(path: path, .mismatch(key: item.key, found: found, expected: expected))
    }
  }

  /// Of two long lists what people need to see: the first numbers that differ.
  private static func difference(
    _ found: String, _ expected: String
  ) -> (found: String, expected: String) {
    let lists = [found, expected].map { $0.components(separatedBy: ", ") }
    guard lists[0].count == lists[1].count, lists[0].count > 6,
      let index = lists[0].indices.first(where: { lists[0][$0] != lists[1][$0] })
    else { return (found, expected) }
    let shown = lists.map { list in
      (index > 0 ? "[…, " : "") + list[index] + (index < list.count - 1 ? ", …]" : "")
    }
    return (shown[0], shown[1])
  }

  /// Replaces the file. The arrays go there without being copied.
  func write(_ progress: EnsembleProgress) throws(CheckpointError) {
    do {
      let parts = try ArrayStore.encode(Contents(identity: identity, progress: progress))
      try file.replace { draft in
        try draft.append(Data(count: Self.headerLength - Self.magic.count))
        var (sum, length) = (CRC32(), 0)
        try parts.forEach { bytes in
          sum.update(bytes)
          length += bytes.count
          try draft.append(bytes)
        }
        var header = Data()
        header.appendLittleEndian(Self.version)
        header.appendLittleEndian(sum.value)
        header.appendLittleEndian(UInt64(length))
        try draft.overwrite(header, at: Self.magic.count)
      }
    } catch let fault as LockedFile.Fault {
      throw CheckpointError(path: path, fault, writing: true)
    } catch {
      throw CheckpointError(path: path, .unwritable("\(error)"))
    }
  }

  /// Everything that decides the result, as people read it; what decides the start if that is random
  /// comes before it.
  private static func identity(of ensemble: Ensemble, _ options: EnsembleOptions) -> [Item] {
    let (simulation, problem) = (ensemble.simulation, ensemble.simulation.problem)
    let (data, training) = (problem.data, problem.training)
    return [
      Item(key: "data.signals", value: "\(data.signals)"),
      Item(key: "data.noise", value: "\(data.noise)"),
      Item(key: "data.overlap", value: "\(data.overlap.rowArrays)"),
      Item(key: "data.distribution", value: data.distribution.rawValue),
      Item(key: "model.latents", value: "\(problem.latents)"),
      Item(key: "training.rates", value: "\(training.rates)"),
      Item(key: "training.weight_decay", value: "\(training.weightDecay)"),
      Item(key: "training.batch", value: "\(training.batch)"),
      Item(key: "training.variance", value: training.variance.rawValue),
      Item(
        key: "training.beta",
        value: training.feedback.map { "\($0)" } ?? "\(training.reference)"),
      Item(key: "time", value: "\(ensemble.times)"),
      Item(key: "simulation.dimension", value: "\(simulation.dimension)"),
      Item(key: "simulation.replicas", value: "\(ensemble.replicas)"),
      Item(key: "simulation.seed", value: "\(simulation.seed)"),
      Item(key: "simulation.method", value: simulation.method.rawValue),
      Item(key: "initial", value: "\(StateBlocks.numbers(of: ensemble.initial))"),
      Item(key: "--keep-replicas", value: "\(options.keepsRuns)"),
    ]
  }
}
