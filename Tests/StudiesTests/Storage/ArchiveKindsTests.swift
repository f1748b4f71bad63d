import LinearVAE
import MeanField
import NumericKit
import Storage
import Studies
import Testing

/// Kinds in arrays are words, the same as in tables: no number stands for one.
@Suite("Arrays of kinds")
struct ArchiveKindsTests {
  private let problem = LearningProblem(
    data: SpikedData(signals: [1], noise: 1), latents: 2,
    training: Training(rates: .limit, beta: .constant(0.5)))

  private func texts(_ archive: NPZArchive, _ name: String) throws -> [String] {
    try #require(archive.entries.first { $0.name == name }?.texts, "no texts \(name)")
  }

  private func texts(_ table: ColumnTable, _ name: String) throws -> [String] {
    guard case .texts(let texts)? = table.columns.first(where: { $0.name == name })?.cells else {
      Issue.record("no texts \(name)")
      return []
    }
    return texts
  }

  @Test func fixedPoints() throws {
    let study = try FixedPointStudy(problem).run()
    let data = study.dataset(of: ProblemSpecification(problem: problem))
    for name in ["kind", "stability"] {
      #expect(try texts(data.archive, name) == texts(data.table, name))
    }
    #expect(try texts(data.archive, "kind").contains("learned"))
    let roles = try texts(data.archive, "roles")
    #expect(roles.count == 2 * study.points.count && roles.contains("factor 1"))
  }

  @Test func thresholds() throws {
    let study = try ThresholdStudy(problem).run()
    let data = study.dataset(of: ProblemSpecification(problem: problem))
    #expect(try texts(data.archive, "kind") == ["factor", "noise"])
    #expect(try texts(data.archive, "status") == texts(data.table, "status"))
  }

  @Test func phases() throws {
    let diagram = try PhaseStudy(
      problem, x: ParameterAxis("beta=0.5:2.5:3"), y: ParameterAxis("eta=0.2:1.2:2")
    ).run()
    let data = diagram.dataset(of: ProblemSpecification(problem: problem))
    for name in ["kind", "status"] {
      #expect(try texts(data.archive, name) == texts(data.table, name))
    }
    #expect(try texts(data.archive, "kind").last == "collapsed")
  }

  @Test func branches() throws {
    let axis = try ParameterAxis.range("beta=0.2:2.5")
    let study = try BranchStudy(problem, varying: axis.parameter, over: axis.ends).run()
    let data = study.dataset(of: ProblemSpecification(problem: problem))
    #expect(try texts(data.archive, "kind") == texts(data.table, "kind"))
    #expect(try texts(data.archive, "bifurcation_kind").contains("pitchfork"))
  }

  @Test func escapes() throws {
    let start = OrderParameters(
      m: [[0.1], [0.01]], d: [[0.1], [0.01]], Q: .identity(2), E: .identity(2),
      R: Matrix(rows: 2, columns: 2), D: [1, 1])
    let study = try EscapeStudy(problem, from: .state(start), end: 100).run()
    let data = study.dataset(of: ProblemSpecification(problem: problem))
    for name in ["verdict", "reason"] {
      #expect(try texts(data.archive, name) == texts(data.table, name))
    }
    #expect(try texts(data.archive, "verdict") == ["learns"])
  }
}
