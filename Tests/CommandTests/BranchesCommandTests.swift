import Foundation
import Testing

@Suite("betaflow branches")
struct BranchesCommandTests {
  private func run(_ text: String, _ arguments: String...) throws -> Program.Outcome {
    let workspace = try Workspace()
    try workspace.write("p.yaml", text)
    return try workspace.program.run(["branches", "p.yaml"] + arguments)
  }

  private let limit = problem(("rates: 0.01", "rates: limit"))

  @Test("JSON has every branch with its points and bifurcations")
  func json() throws {
    let outcome = try run(limit, "--x", "beta=0:3", "--format", "json")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let json = outcome.json
    #expect(json["parameter"] as? String == "training.beta")
    #expect(json["range"] as? [Double] == [0.03, 3])
    let branches = try #require(json["branches"] as? [[String: Any]])
    #expect(
      Set(branches.compactMap { $0["kind"] as? String }) == ["learned", "overfit", "collapsed"])
    for branch in branches {
      let points = try #require(branch["points"] as? [String: Any])
      let counts = points.values.compactMap { ($0 as? [Any])?.count }
      #expect(counts.count == 7 && Set(counts).count == 1)
      for mark in try #require(branch["bifurcations"] as? [[String: Any]]) {
        let place = try #require(mark["parameter"] as? Double)
        let bracket = try #require(mark["bracket"] as? [Double])
        #expect(abs(place - (mark["kind"] as? String == "pitchfork" ? 2 : 1)) < 1e-9)
        #expect(bracket[0] <= place && place <= bracket[1])
        #expect(mark["status"] as? String == "converged")
      }
    }
    // ε_g = ρ + Q − 2 √ρ m with Q = m² = 2 − β on the learned branch.
    let learned = try #require(branches.first { $0["kind"] as? String == "learned" })
    let points = try #require(learned["points"] as? [String: Any])
    let values = try #require(points["parameter"] as? [Double])
    let errors = try #require(points["generalization_error"] as? [Double])
    for (beta, error) in zip(values, errors) {
      let m = max(0, 2 - beta).squareRoot()
      #expect(abs(error - (1 - m) * (1 - m)) < 1e-6)
    }
  }

  @Test("a wide range from 0 says that it hides fixed points near 0, and where they are")
  func hidden() throws {
    // The noise of variance 1 is a threshold.
    let wide = try run(limit, "--x", "beta=0:200")
    #expect(wide.code == 0 && wide.errors.contains("--x training.beta=0:2.0"), "\(wide.errors)")
    #expect(try run(limit, "--x", "beta=0:2").errors.isEmpty)
    #expect(try run(limit, "--x", "beta=2:200").errors.isEmpty)
  }

  @Test("the signal of ε_g follows the parameter")
  func signal() throws {
    let outcome = try run(
      problem(("rates: 0.01", "rates: limit"), ("noise: 1.0", "noise: 0.5")), "--x", "rho=0:2",
      "--format", "json")
    let branches = try #require(outcome.json["branches"] as? [[String: Any]])
    let collapsed = try #require(branches.first { $0["kind"] as? String == "collapsed" })
    let points = try #require(collapsed["points"] as? [String: Any])
    let errors = try #require(points["generalization_error"] as? [Double])
    #expect(errors == points["parameter"] as? [Double])
  }

  @Test("the table lists bifurcations, CSV has a row per point")
  func texts() throws {
    let table = try run(limit, "--x", "beta=0:3").text
    #expect(table.contains("pitchfork") && table.contains("transcritical"))
    #expect(table.contains("at training.beta"))
    let rows = try run(limit, "--x", "beta=0:3", "--format", "csv").text.split(separator: "\n")
    #expect(rows.count > 100)
    #expect(
      rows[0].hasPrefix(
        "branch,kind,training.beta,decoder_norm,generalization_error,variance,growth_rate,"
          + "unstable_directions,bifurcation,m_0_0"))
    #expect(rows.contains { $0.contains(",pitchfork,") })
  }

  @Test("NumPy's archive and pictures are written")
  func files() throws {
    let workspace = try Workspace()
    try workspace.write("p.yaml", limit)
    let outcome = try workspace.program.run(
      "branches", "p.yaml", "--x", "beta=0:3", "--y", "growth_rate", "--format", "npz",
      "--output", "b.npz", "--plot", "b.svg")
    #expect(outcome.code == 0)
    #expect(try Set(workspace.files).isSuperset(of: ["b.npz", "b.svg"]))
  }

  @Test(
    "what cannot be followed ends with 64 and says why",
    arguments: [
      ("beta=3:1", "backwards"), ("beta=1", "LO:HI"), ("bta=0:1", "did you mean beta"),
      ("tau=0:1", "limit"), ("rho.7=0:1", "factor 7"), ("eta=-1:1", "numbers ≥ 0"),
      ("training.rates.decoder=0:1", "cannot be followed"),
    ])
  func refusals(axis: String, reason: String) throws {
    let outcome = try run(limit, "--x", axis)
    #expect(outcome.code == 64)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains(reason), "\(outcome.errors)")
  }
}
