import Foundation
import Testing

@Suite("Memory of betaflow simulate")
struct MemoryTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The most memory that a run of the program occupied, in bytes, as the system counts it.
  private func peak(end: Int, replicas: Int, method: String) throws -> Int {
    let text = problem(("end: 100", "end: \(end)"))
    try workspace.write(
      "problem.yaml",
      text + "simulation: {dimension: 100, replicas: \(replicas), method: \(method)}\n")
    let folder = workspace.program.directory
    let (bytes, code) = try Program.peak([
      "simulate", folder.appendingPathComponent("problem.yaml").path,
      "--quiet", "--threads", "2", "--output", folder.appendingPathComponent("out.txt").path,
      "--checkpoint", folder.appendingPathComponent("\(UUID().uuidString).checkpoint").path,
    ])
    try #require(code == 0)
    return bytes
  }

  /// A hundred times the steps, or the runs, take the same memory: one number kept of each step would
  /// be 32 MB more for the chain and 3 MB for vectors.
  @Test(
    "does not grow with steps or runs",
    arguments: [("exact", 20_000, 2_000_000.0), ("vector", 2000, 1_000_000)])
  func growth(method: String, end: Int, allowed: Double) throws {
    let short = try peak(end: end / 100, replicas: 2, method: method)
    let long = try peak(end: end, replicas: 2, method: method)
    let many = try peak(end: end / 100, replicas: 200, method: method)
    for other in [long, many] {
      #expect(Double(abs(other - short)) < allowed, "\(short) and \(other) bytes")
    }
  }
}
