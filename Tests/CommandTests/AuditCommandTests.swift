import Foundation
import Paper
import Testing

@Suite("betaflow audit")
struct AuditCommandTests {
  private let workspace: Workspace
  private var program: Program { workspace.program }

  init() throws { workspace = try Workspace() }

  @Test("JSON has the fields of the contract for every claim, and the command ends with 0")
  func json() throws {
    let outcome = try program.run("audit", "--quick", "--format", "json", "--quiet")
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let claims = try #require(outcome.json["claims"] as? [[String: Any]])
    #expect(claims.count == AuditClaim.all.count)
    let allowed = AuditVerdict.allCases.map(\.rawValue)
    for claim in claims {
      for key in ["id", "where", "claim", "how"] { #expect(claim[key] is String) }
      let verdict = try #require(claim["verdict"] as? String)
      #expect(allowed.contains(verdict))
      guard verdict != "not checkable here" else { continue }
      let value = try #require(claim["value"] as? Double)
      let bound = try #require(claim["bound"] as? Double)
      #expect((value <= bound) == (verdict != "refuted as printed"))
    }
  }

  @Test("--only checks the claims named, in their own order, and says all about them")
  func only() throws {
    let outcome = try program.run(
      "audit", "--quick", "--only", "flow-R", "--only", "annealing-step", "--quiet")
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let starts = outcome.text.split(separator: "\n").filter { !$0.hasPrefix(" ") }
    #expect(
      starts == [
        "annealing-step: confirmed (Eq. 2)",
        "flow-R: confirmed after correction (Eq. 22, last line)",
      ])
    #expect(outcome.text.contains("printed: + τ_V τ_W (…)"))
    let table = try program.run("audit", "--quick", "--only", "flow-R", "--format", "csv")
    #expect(table.text.hasPrefix("id,where,verdict") && table.errors.contains("1 claims"))
  }

  @Test("a file named .html is the page")
  func page() throws {
    let outcome = try program.run(
      "audit", "--only", "annealing-step", "--quiet", "--output", "audit.html")
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    let file = program.directory.appendingPathComponent("audit.html")
    let page = try String(contentsOf: file, encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("id=\"annealing-step\""))
    let piped = try program.run("audit", "--only", "annealing-step", "--format", "html", "--quiet")
    #expect(piped.text == page)
  }

  @Test("another seed gives other numbers, another number of threads does not")
  func determinism() throws {
    func run(_ seed: String, _ threads: String) throws -> Data {
      try program.run(
        "audit", "--quick", "--only", "flow-m", "--only", "learned-state", "--seed", seed,
        "--threads", threads, "--format", "json", "--quiet"
      ).output
    }
    let first = try run("3", "1")
    #expect(try run("3", "4") == first)
    #expect(try run("4", "1") != first)
  }

  @Test(
    "wrong words end with 64 and what is allowed",
    arguments: [
      (["--only", "flow-P"], "did you mean flow-"), (["--only", ""], "Allowed are"),
      (["--threads", "0"], "--threads"), (["--format", "npz"], "npz"), (["flow-R"], "flow-R"),
    ])
  func wrongWords(arguments: [String], word: String) throws {
    let outcome = try program.run(["audit", "--quick"] + arguments)
    #expect(outcome.code == 64 && outcome.errors.contains(word), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test("an output that cannot be written ends with 73 before work begins")
  func unwritable() throws {
    let outcome = try program.run("audit", "--output", "no/where.html")
    #expect(outcome.code == 73 && outcome.errors.contains("no/where.html"))
  }

  @Test("verdicts other than those on record end with 1, and are named; the result is written")
  func changed() throws {
    let claims = ["audit", "--quick", "--only", "flow-R", "--only", "annealing-step"]
    let earlier = try program.run(claims + ["--format", "json", "--quiet"])
    try workspace.write("same.json", earlier.output)
    #expect(try program.run(claims + ["--against", "same.json"]).code == 0)
    let other = earlier.text.replacingOccurrences(
      of: "\"verdict\":\"confirmed\"", with: "\"verdict\":\"refuted as printed\"")
    try workspace.write("other.json", other)
    let outcome = try program.run(
      claims + ["--against", "other.json", "--format", "json", "--quiet"])
    #expect(outcome.code == 1)
    #expect(
      outcome.errors.contains("annealing-step (Eq. 2): confirmed, on record refuted as printed"))
    #expect(!outcome.errors.contains("flow-R"))
    #expect((outcome.json["claims"] as? [Any])?.count == 2)
  }

  @Test("an earlier audit that is none ends with 65, a missing one with 66")
  func earlier() throws {
    let claim = "{\"id\": \"flow-R\", \"verdict\": \"confirmed\"}"
    try workspace.write("text.json", "{\"claims\": 3}")
    try workspace.write("empty.json", "{\"claims\": []}")
    try workspace.write("twice.json", "{\"claims\": [\(claim), \(claim)]}")
    let cases: [(file: String, code: Int32, word: String)] = [
      ("text.json", 65, "claims"), ("empty.json", 65, "no claim"), ("twice.json", 65, "flow-R"),
      ("nowhere.json", 66, "no such file"), (".", 66, "directory"),
    ]
    for (file, code, word) in cases {
      let outcome = try program.run("audit", "--against", file)
      #expect(outcome.code == code && outcome.output.isEmpty)
      #expect(outcome.errors.contains("\(file): ") && outcome.errors.contains(word))
    }
  }

  @Test("SIGINT and SIGTERM end with 75 and leave no file", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let (code, text) = try program.stopped(
      by: signal, ["audit", "--output", "audit.json", "--format", "json", "--threads", "1"])
    #expect(code == 75 && text.contains("interrupted after"), "\(text)")
    #expect(try workspace.files.isEmpty)
  }
}
