import Foundation
import LinearVAE
import ProblemFiles
import TestSupport
import Testing

@Suite("Problem files of either kind of data")
struct DescribedProblemTests {
  private func described(
    _ data: String,
    reading read: (SpectrumReference) throws -> SpectralData = { _ in
      throw CancellationError()
    }
  ) throws -> DescribedProblem {
    let file = try TemporaryFile(
      """
      data: \(data)
      model: {latents: 2}
      training: {rates: 0.1, beta: {schedule: tanh, gamma: 0.2}}
      initial: {decoder_norm: 0.1}
      time: {end: 3}
      """, suffix: ".yaml")
    return try DescribedProblem(contentsOf: file.path, spectrum: read)
  }

  @Test("a spectrum is read and written back")
  func spectrum() throws {
    guard
      case .spectrum(let file) = try described("{spectrum: [[2, 0], [1, 0.25], [0.5, 0.75]]}")
    else {
      Issue.record("no spectrum")
      return
    }
    let specification = file.specification
    #expect(specification.problem.data.groups.map(\.variance) == [2, 1, 0.5])
    #expect(specification.problem.data.groups.map(\.share) == [0, 0.25, 0.75])
    #expect(file.yaml().contains("spectrum: [[2.0, 0.0], [1.0, 0.25], [0.5, 0.75]]"))
    #expect(file.notes.count == 1)
  }

  @Test("a data file is read by who asks, from the folder of the problem")
  func dataFile() throws {
    var asked: SpectrumReference?
    let result = try described("{file: sub/data.npy, groups: 7, distribution: uniform}") {
      asked = $0
      return SpectralData([.init(variance: 1.5, share: 1)])
    }
    #expect(asked?.groups == 7 && asked?.path.hasSuffix("/sub/data.npy") == true)
    #expect(asked?.path.hasPrefix("/") == true)
    guard case .spectrum(let file) = result else {
      Issue.record("no spectrum")
      return
    }
    #expect(file.specification.problem.data.groups == [.init(variance: 1.5, share: 1)])
    #expect(file.specification.problem.data.distribution == .uniform)
  }

  @Test("what is written of rows names their file again, and reads back as the same problem")
  func rows() throws {
    let text = "{file: \"my data.npy\", groups: 7, distribution: rows}"
    let read = { (_: SpectrumReference) in SpectralData([.init(variance: 1.5, share: 1)]) }
    guard case .spectrum(let file) = try described(text, reading: read) else {
      Issue.record("no spectrum")
      return
    }
    let written = try TemporaryFile(file.yaml(), suffix: ".yaml")
    let again = try DescribedProblem(contentsOf: written.path) {
      #expect($0.groups == 7 && $0.path.hasSuffix("/my data.npy"))
      return read($0)
    }
    guard case .spectrum(let second) = again else {
      Issue.record("no spectrum")
      return
    }
    #expect(second.specification == file.specification)
    #expect(second.yaml() == file.yaml())
  }

  @Test(
    "faults have their line and key",
    arguments: [
      ("{spectrum: [[2, 0], [1, 0.25]]}", "data.spectrum"),
      ("{file: a.npy, spectrum: [[1, 1]]}", "data.spectrum"), ("{file: 3}", "data.file"),
      ("{spectrum: [[1, 1]], distribution: rows}", "data.distribution"),
      ("{file: a.npy, groups: 0}", "data.groups"), ("{file: a.npy, group: 3}", "data.group"),
    ])
  func faults(data: String, keyPath: String) {
    #expect {
      try described(data)
    } throws: { error in
      guard let error = error as? ProblemFileError else { return false }
      return error.keyPath == keyPath && error.line == 1
    }
  }
}
