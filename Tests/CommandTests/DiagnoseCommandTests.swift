import Foundation
import Testing

@Suite("betaflow diagnose")
struct DiagnoseCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws { workspace = try Workspace() }

  /// Two columns with variances 4 and 1, and the code of a linear VAE on them at β = 2.
  private static let data = "2,1\n-2,1\n2,-1\n-2,-1\n"
  private static let means = "0.7071,0\n-0.7071,0\n0.7071,0\n-0.7071,0\n"
  private static let spreads = "-0.6931,0\n-0.6931,0\n-0.6931,0\n-0.6931,0\n"

  private func write() throws {
    try workspace.write("data.csv", Self.data)
    try workspace.write("mu.csv", Self.means)
    try workspace.write("logvar.csv", Self.spreads)
  }

  private let code = ["--mu", "mu.csv", "--logvar", "logvar.csv"]

  private func run(_ words: [String]) throws -> Program.Outcome {
    try program.run(["diagnose"] + words)
  }

  @Test("the JSON of the contract")
  func json() throws {
    try write()
    let json = try run(code + ["--data", "data.csv", "--beta", "2", "--format", "json"]).json
    #expect(json["verdict"] as? String == "healthy")
    #expect(json["active_units"] as? Int == 1)
    #expect(abs((json["total_kl"] as? Double ?? 0) - 0.5 * log(2)) < 1e-4)
    let latents = try #require(json["latents"] as? [[String: Any]])
    #expect(latents.map { $0["class"] as? String } == ["active", "passive"])
    #expect(abs((latents[0]["predicted_kl"] as? Double ?? 0) - 0.5 * log(2)) < 1e-12)
    #expect(latents[1]["predicted_kl"] as? Double == 0)
    #expect(json["advice"] is [Any] && json["total_correlation"] as? Double == 0)
  }

  @Test("the first line is the verdict in words, without data too")
  func words() throws {
    try write()
    let known = try run(code + ["--data", "data.csv", "--beta", "8"])
    #expect(known.text.hasPrefix("Weight unused: 1 of 2 latents lives"))
    #expect(try run(code).text.hasPrefix("Healthy: 1 of 2 latents lives"))
    let collapsed = try run(["--kl", "0", "--latents", "2", "--data", "data.csv", "--beta", "5"])
    #expect(collapsed.text.hasPrefix("Collapsed: no latent lives, and none can"))
    let plateau = try run(["--kl", "0", "--latents", "2", "--data", "data.csv", "--beta", "2"])
    #expect(plateau.text.hasPrefix("Plateau: the data let 1 latent live"))
  }

  @Test("a logged number, however it was reduced")
  func reductions() throws {
    try write()
    let rest = ["--latents", "2", "--data", "data.csv", "--beta", "2", "--format", "json"]
    for words in [
      ["--kl", "0.3466"], ["--kl", "5.545", "--reduction", "batchsum", "--batch", "16"],
      ["--kl", "0.1733", "--reduction", "mean"],
    ] {
      let json = try run(words + rest).json
      #expect(abs((json["total_kl"] as? Double ?? 0) - 0.3466) < 1e-3)
      #expect(json["verdict"] as? String == "healthy")
    }
  }

  @Test("outputs of the decoder that are all alike")
  func decoded() throws {
    try write()
    try workspace.write("out.csv", "1,2\n1,2\n1,2\n")
    let words = ["--kl", "0", "--latents", "2", "--decoded", "out.csv", "--data", "data.csv"]
    #expect(try run(words + ["--beta", "2"]).text.hasPrefix("Dead decoder"))
    #expect(try run(words + ["--beta", "5"]).text.hasPrefix("Collapsed"))
  }

  @Test("spreads in another form, with the flag that reads them")
  func spread() throws {
    try write()
    let rows = (0..<40).map { $0 % 2 == 0 ? "1\n" : "-1\n" }.joined().replacing(
      "1", with: "0.9486833")
    try workspace.write("mu.csv", rows)
    try workspace.write("logvar.csv", String(repeating: "0.1\n", count: 40))
    let outcome = try run(code)
    #expect(outcome.text.replacing("\n", with: " ").contains("read them with --spread variance"))
    #expect(try run(code + ["--spread", "variance"]).text.hasPrefix("Healthy: 1 of 1 latent"))
  }

  @Test(
    "what does not fit ends with its code, and says what does",
    arguments: [
      (64, "--mu mu.csv", "--logvar: found nothing"), (64, "--latents 3", "give what was measured"),
      (64, "--mu mu.csv --logvar logvar.csv --kl 3", "--kl: found a value"),
      (64, "--mu mu.csv --logvar logvar.csv --beta 3", "give --data"),
      (64, "--mu mu.csv --logvar logvar.csv --latents 3", "expected 2, the columns"),
      (64, "--kl -3", "log KL itself"),
      (64, "--kl 3 --reduction batchsum", "--batch: found nothing"),
      (64, "--kl 3 --data data.csv", "--latents"),
      (65, "--mu mu.csv --logvar one.csv", "2 × 2, but the means"),
      (65, "--mu mu.csv --logvar wrong.csv", "row 2"),
      (66, "--mu no.npy --logvar no.npy", "no such"),
    ])
  func errors(code: Int32, words: String, message: String) throws {
    try write()
    try workspace.write("one.csv", "1,2\n3,4\n")
    try workspace.write("wrong.csv", "0,0\n0,nan\n0,0\n0,0\n")
    let outcome = try run(words.split(separator: " ").map(String.init))
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
