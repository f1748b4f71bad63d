import Foundation
import Testing

@Suite("betaflow loss")
struct LossCommandTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// Every format that the help lists is written, with the same numbers.
  @Test func formats() throws {
    let call = ["loss", "mse:mean + 2*kl:sum", "--dimension", "64"]
    let help = try workspace.program.run("loss", "--help").text
    let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("table, json, csv, npz"))
    let json = try workspace.program.run(call + ["--format", "json"]).json
    #expect(json["effective_beta"] as? Double == 64)
    #expect(json["learning_rate_factor"] as? Double == 0.03125)
    let csv = try workspace.program.run(call + ["--format", "csv"]).text
    #expect(csv == "effective_beta,learning_rate_factor\n64,0.03125\n")
    let npz = try workspace.program.run(call + ["--format", "npz", "--output", "loss.npz"])
    #expect(npz.code == 0, "\(npz.errors)")
    let archive = try Data(
      contentsOf: workspace.program.directory.appendingPathComponent("loss.npz"))
    for name in ["effective_beta.npy", "learning_rate_factor.npy"] {
      #expect(archive.range(of: Data(name.utf8)) != nil)
    }
    var number = 64.0.bitPattern.littleEndian
    #expect(archive.range(of: Data(bytes: &number, count: 8)) != nil)
  }
}
