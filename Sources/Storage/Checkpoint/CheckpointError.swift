import MessageText

/// A checkpoint from which an ensemble cannot go on.
public struct CheckpointError: Error, Sendable, Hashable {
  /// The file as the caller named it.
  public let path: String
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with a checkpoint.
  public enum Problem: Error, Sendable, Hashable {
    /// The file is something else.
    case foreign
    /// A checkpoint in the format of another version.
    case version(found: Int, expected: Int)
    /// The file is cut off or its contents were changed.
    case damaged(String)
    /// A checkpoint of another computation: the first key that differs.
    case mismatch(key: String, found: String, expected: String)
    /// Another run uses the file.
    case inUse
    /// The file cannot be read.
    case unreadable(String)
    /// The file cannot be written.
    case unwritable(String)
  }

  /// An error of one file.
  public init(path: String, _ problem: Problem) {
    (self.path, self.problem) = (path, problem)
  }
}

extension CheckpointError {
  /// What went wrong while a file was read or written.
  init(path: String, _ error: any Error, writing: Bool) {
    switch error {
    case let problem as Problem: self.init(path: path, problem)
    case LockedFile.Fault.inUse: self.init(path: path, .inUse)
    case LockedFile.Fault.system(let reason):
      self.init(path: path, writing ? .unwritable(reason) : .unreadable(reason))
    default:
      self.init(
        path: path,
        writing ? .unwritable("\(error)") : .damaged("its contents cannot be decoded"))
    }
  }
}

extension CheckpointError: CustomStringConvertible {
  /// One sentence with the file and what to do.
  public var description: String {
    let path = path.shownPath()
    return switch problem {
    case .foreign:
      "'\(path)' is not a checkpoint of betaflow, and is left as it is: give another path"
    case .version(let found, let expected):
      "the checkpoint '\(path)' has format \(found), this program reads format \(expected), and "
        + "leaves it as it is: go on with the version that wrote it, or give another path"
    case .damaged(let how):
      "the checkpoint '\(path)' is damaged (\(how)): remove it to start over"
    case .mismatch(let key, let found, let expected):
      "the checkpoint '\(path)' belongs to another run: \(key.shown()) is "
        + "\(found.shown(upTo: 300)) there and \(expected.shown(upTo: 300)) here"
    case .inUse:
      "the checkpoint '\(path)' is in use by another run: wait for its end, or give another path"
    case .unreadable(let reason):
      "cannot read the checkpoint '\(path)': \(reason)"
    case .unwritable(let reason):
      "cannot write the checkpoint '\(path)': \(reason)"
    }
  }
}
