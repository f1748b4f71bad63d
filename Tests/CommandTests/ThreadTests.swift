import Foundation
import Testing

/// No number that is printed depends on the number of threads, to the last digit.
@Suite("Threads")
struct ThreadTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func expectSame(_ arguments: [String]) throws {
    let outputs = try ["1", "2", "3"].map { threads in
      let outcome = try workspace.program.run(
        arguments + ["--threads", threads, "--format", "json", "--quiet"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome.output
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2], "\(arguments)")
  }

  /// OpenBLAS's eigenvalues of 64 columns differ between one and two threads.
  @Test func planOfATable() throws {
    let rows = (0..<500).map { i in
      (0..<64).map { j in "\(((i * 7919 + j * j * 104_729 + i * j) % 1009))" }.joined(
        separator: ",")
    }
    try workspace.write("data.csv", rows.joined(separator: "\n") + "\n")
    try expectSame(["plan", "data.csv", "--latents", "8", "--beta", "300"])
  }

  /// So does its LU factorisation of forty latents, and its product of a hundred and fifty.
  @Test(arguments: [("escape", "latents: 40", "3000"), ("flow", "latents: 150", "2")])
  func orderParameters(command: String, latents: String, end: String) throws {
    try workspace.write(
      "problem.yaml",
      """
      data: {signals: [1.0, 0.7, 0.5], noise: 0.6}
      model: {\(latents)}
      training: {rates: 0.01, beta: 0.4}
      initial: random
      time: {end: \(end), samples: 3}
      simulation: {dimension: 500, replicas: 1, seed: 7}

      """)
    try expectSame([command, "problem.yaml"])
  }
}
