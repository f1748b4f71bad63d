import Foundation

/// A file from which a computation goes on as if it had never stopped.
///
/// A line that names the format, its version, the length and the CRC-32 of the contents, and the
/// contents: the length of a binary property list, the list, which says what is computed and how far
/// it is, and the arrays that it refers to. A new file takes the place of the old one in a single
/// step, so that at any instant one of them is whole; while a computation uses it, no other can.
///
/// Numbers in ``ExactNumbers`` keep their bits, and are not copied on their way to the file.
package struct Checkpoint<State: Codable & Sendable>: Sendable {
  package let path: String
  /// What must agree for two computations to be the same.
  private let specification: Data
  private let file: LockedFile

  private struct Contents: Encodable {
    let specification: Data
    let state: State
  }

  // Decoded one after the other: the state of another computation may look different.
  private struct Identity: Decodable { let specification: Data }
  private struct Progress: Decodable { let state: State }

  /// Claims a path for a computation.
  ///
  /// - Parameters:
  ///   - specification: Everything that decides the result.
  ///   - path: The file, which need not exist.
  /// - Throws: ``CheckpointError`` when another run uses the file, or it cannot be opened.
  package init(of specification: some Encodable, at path: String) throws(CheckpointError) {
    self.path = path
    do {
      self.specification = try CheckpointFormat.encoded(specification)
      file = try LockedFile(path, signature: CheckpointFormat.magic)
    } catch { throw CheckpointError(path: path, error, writing: false) }
  }

  package var exists: Bool { file.exists }

  /// The state in the file, or `nil` when there is no file yet.
  ///
  /// - Throws: ``CheckpointError`` for what is not a whole checkpoint of this computation, and is left
  ///   as it is.
  package func read() throws(CheckpointError) -> State? {
    guard file.exists else { return nil }
    do {
      let payload = try CheckpointFormat.payload(of: file)
      let found = try ArrayStore.decode(Identity.self, from: payload).specification
      if let difference = SpecificationDifference(found, specification) {
        throw CheckpointError.Problem.mismatch(
          key: difference.key, found: difference.found, expected: difference.expected)
      }
      return try ArrayStore.decode(Progress.self, from: payload).state
    } catch { throw CheckpointError(path: path, error, writing: false) }
  }

  /// Replaces the file, or makes it.
  ///
  /// - Throws: ``CheckpointError``; the old file is still there then.
  package func write(_ state: State) throws(CheckpointError) {
    do {
      let contents = Contents(specification: specification, state: state)
      try CheckpointFormat.write(ArrayStore.encode(contents), to: file)
    } catch { throw CheckpointError(path: path, error, writing: true) }
  }
}

/// How a checkpoint is laid out, whatever is in it.
private enum CheckpointFormat {
  static let magic = Data("betaflow checkpoint\n".utf8)
  static let version: UInt32 = 3
  static let headerLength = magic.count + 16

  /// A specification as bytes: the same for the same values.
  static func encoded(_ specification: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(specification)
  }

  /// The contents behind a header that is right. Of anything but a checkpoint no more than that is
  /// read: it may be a file larger than the memory.
  static func payload(of file: LockedFile) throws -> Data {
    let start = try file.prefix(headerLength)
    guard start.starts(with: magic) else { throw CheckpointError.Problem.foreign }
    guard start.count == headerLength else {
      throw CheckpointError.Problem.damaged("it ends within its header")
    }
    let header = start.dropFirst(magic.count)
    let version = header.littleEndian(UInt32.self, at: 0)
    guard version == Self.version else {
      throw CheckpointError.Problem.version(found: Int(version), expected: Int(Self.version))
    }
    let checksum = header.littleEndian(UInt32.self, at: 4)
    let length = header.littleEndian(UInt64.self, at: 8)
    let size = try file.size()
    guard size - headerLength == length else {
      throw CheckpointError.Problem.damaged(
        "\(size - headerLength) bytes of contents instead of \(length)")
    }
    let payload = try file.prefix(size).dropFirst(headerLength)
    guard payload.withUnsafeBytes({ $0.checksum() }) == checksum else {
      throw CheckpointError.Problem.damaged("its checksum does not fit")
    }
    return payload
  }

  static func write(_ parts: ArrayStore.Parts, to file: LockedFile) throws {
    try file.replace { draft in
      try draft.append(Data(count: headerLength - magic.count))
      var (sum, length) = (UInt32(0), 0)
      try parts.forEach { bytes in
        sum = bytes.checksum(after: sum)
        length += bytes.count
        try draft.append(bytes)
      }
      var header = Data()
      header.appendLittleEndian(version, sum, UInt64(length))
      try draft.overwrite(header, at: magic.count)
    }
  }
}
