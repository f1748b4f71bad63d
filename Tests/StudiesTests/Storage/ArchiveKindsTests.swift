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
    let study = try FixedPointStudy(problem)
    for name in ["kind", "stability"] {
      #expect(try texts(study.archive, name) == texts(study.table, name))
    }
    #expect(try texts(study.archive, "kind").contains("learned"))
    let roles = try texts(study.archive, "roles")
    #expect(roles.count == 2 * study.points.count && roles.contains("factor 1"))
  }

  @Test func thresholds() throws {
    let study = try ThresholdStudy(problem)
    #expect(try texts(study.archive, "kind") == ["factor", "noise"])
    #expect(try texts(study.archive, "status") == texts(study.table, "status"))
  }

  @Test func phases() throws {
    let diagram = try PhaseDiagram(
      of: problem, x: ParameterAxis("beta=0.5:2.5:3"), y: ParameterAxis("eta=0.2:1.2:2"))
    for name in ["kind", "status"] {
      #expect(try texts(diagram.archive, name) == texts(diagram.table, name))
    }
    #expect(try texts(diagram.archive, "kind").last == "collapsed")
  }

  @Test func branches() throws {
    let axis = try ParameterAxis.range("beta=0.2:2.5")
    let study = try BranchStudy(problem, varying: axis.parameter, over: axis.ends)
    #expect(try texts(study.archive, "kind") == texts(study.table, "kind"))
    #expect(try texts(study.archive, "bifurcation_kind").contains("pitchfork"))
  }

  @Test func escapes() throws {
    let start = OrderParameters(
      m: [[0.1], [0.01]], d: [[0.1], [0.01]], Q: .identity(2), E: .identity(2),
      R: Matrix(rows: 2, columns: 2), D: [1, 1])
    let study = try EscapeStudy(problem, from: .state(start), end: 100)
    for name in ["verdict", "reason"] {
      #expect(try texts(study.archive, name) == texts(study.table, name))
    }
    #expect(try texts(study.archive, "verdict") == ["learns"])
  }

  @Test func stabilityOfTheCatalogue() throws {
    let options = CatalogOptions(edition: .quick)
    let study = try StabilityCurves(StabilityCurvesSpecification(options), options: options)
    for name in ["kind", "roles"] {
      #expect(try texts(study.archive, name) == texts(study.tables[0].table, name))
    }
  }
}
