import Foundation
import LinearVAE
import Yams

/// A problem file of data of either kind: factors in noise, or any spectrum.
///
/// ```swift
/// switch try DescribedProblem(contentsOf: "problem.yaml", spectrum: read) {
/// case .factors(let file): print(file.specification.problem.data.signals)
/// case .spectrum(let file): print(file.specification.problem.data.groups)
/// }
/// ```
public enum DescribedProblem: Sendable, Hashable {
  /// Factors in noise: `data.signals` and `data.noise`.
  case factors(ProblemFile)
  /// Any spectrum: `data.spectrum`, or the covariance of `data.file`.
  case spectrum(SpectralProblemFile)

  /// Reads and validates the file at a path.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - run: What is known of the run besides: it converts the steps and epochs of a schedule.
  ///   - use: What is to be done with it.
  ///   - read: The spectrum of a data file that the problem names.
  ///   - change: Puts what flags say in the place of what the file says, before it is validated.
  /// - Throws: ``ProblemFileError`` with the line and the key at fault, or what `read` throws.
  public init(
    contentsOf path: String, run: RunUnits = RunUnits(), for use: ProblemUse = .everything,
    spectrum read: (SpectrumReference) throws -> SpectralData,
    changing change: (inout SimulationSettings) -> Void = { _ in }
  ) throws {
    try self.init(
      root: FileNode.root(ofFile: path), path: path, run: run, for: use, spectrum: read,
      changing: change)
  }

  /// Reads and validates a problem in JSON that people do not see; data files are found from the current folder.
  package init(
    json text: String, name: String, run: RunUnits, for use: ProblemUse,
    spectrum read: (SpectrumReference) throws -> SpectralData,
    changing change: (inout SimulationSettings) -> Void
  ) throws {
    let root = try FileNode.root(
      ofYAML: text, log: ReadingLog(file: name, showsLines: false))
    try self.init(root: root, path: "", run: run, for: use, spectrum: read, changing: change)
  }

  private init(
    root: FileNode, path: String, run: RunUnits, for use: ProblemUse,
    spectrum read: (SpectrumReference) throws -> SpectralData,
    changing change: (inout SimulationSettings) -> Void
  ) throws {
    func changing(_ settings: inout SimulationSettings?) {
      guard var changed = settings else { return }
      change(&changed)
      settings = changed
    }
    guard let data = root.value(at: "data"), data.describesSpectrum else {
      self = .factors(
        try ProblemFile(root: root, run: run, for: use) { changing(&$0.simulation) })
      return
    }
    let resolved = try data.spectrumInPlace(ofFileBeside: path, read)
    let whole = root.replaced(by: root.node.replacing("data", with: resolved))
    let specification: SpectralSpecification = try whole.specification(in: run, for: use) {
      changing(&$0.simulation)
    }
    self = .spectrum(
      SpectralProblemFile(
        specification: specification, table: try data.spectrumTable(beside: path),
        notes: root.log.notes))
  }
}

/// The data file whose covariance is a problem's spectrum.
public struct SpectrumReference: Sendable, Hashable {
  /// The file, found from the folder of the problem file.
  public let path: String
  /// How many groups of directions to make of its eigenvalues, at most.
  public let groups: Int
}

extension FileNode {
  private static let spectrumKeys = ["spectrum", "file"]
  private static let referenceKeys: [FileKey] = ["file", "groups", "distribution"]
  private static let defaultGroups = 64

  /// Whether data have a spectrum in place of factors.
  fileprivate var describesSpectrum: Bool {
    !Set(keys ?? []).isDisjoint(with: Self.spectrumKeys) && value(at: "signals") == nil
  }

  /// Data with the spectrum itself where they name a file.
  fileprivate func spectrumInPlace(
    ofFileBeside problem: String, _ read: (SpectrumReference) throws -> SpectralData
  ) throws -> Node {
    guard value(at: "file") != nil else {
      if let distribution = value(at: "distribution"), distribution.word == "rows" {
        throw distribution.error(
          found: "rows beside \"spectrum\"", expected: "gaussian, rademacher, uniform or laplace",
          advice: "rows are those of a data file: give data.file in place of data.spectrum")
      }
      return node
    }
    if let spectrum = value(at: "spectrum") {
      throw spectrum.error(
        found: "a spectrum beside \"file\"", expected: "either spectrum, or file and groups")
    }
    let section = try FileSection(self, keys: Self.referenceKeys)
    let file = try section.required("file", "the name of a data file")
    guard let name = file.word else { throw file.error(expected: "the name of a data file") }
    let path = Self.path(of: name, beside: problem)
    let data = try read(SpectrumReference(path: path, groups: try groups))
    var pairs = [section.pair("spectrum", try Node(encoding: data.groups.map(Pair.init)))]
    if let distribution = section["distribution"] {
      pairs.append(section.pair("distribution", distribution.node))
    }
    return .mapping(Node.Mapping(pairs, .implicit, .any, node.mark))
  }

  /// The data file that is named, if one is.
  fileprivate func spectrumTable(
    beside problem: String
  ) throws -> SpectralProblemFile.Table? {
    guard let name = value(at: "file")?.word else { return nil }
    return SpectralProblemFile.Table(
      name: name, path: Self.path(of: name, beside: problem), groups: try groups)
  }

  /// How many groups to make of the eigenvalues of a data file.
  private var groups: Int {
    get throws {
      try value(at: "groups")?.wholeNumber(in: 1...SpectralData.groupLimit) ?? Self.defaultGroups
    }
  }

  private static func path(of name: String, beside problem: String) -> String {
    let folder = (problem as NSString).deletingLastPathComponent
    return name.hasPrefix("/") ? name : (folder as NSString).appendingPathComponent(name)
  }

  /// A variance and a share, as a file has them.
  private struct Pair: Encodable {
    let group: SpectralData.Group
    func encode(to encoder: any Encoder) throws {
      try [group.variance, group.share].encode(to: encoder)
    }
  }
}
