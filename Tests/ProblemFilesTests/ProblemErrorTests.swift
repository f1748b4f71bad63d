import LinearVAE
import ProblemFiles
import Testing

@Suite("Problem files: mistakes")
struct ProblemErrorTests {
  private let valid = [
    "data:",
    "  signals: [1.0]",
    "  noise: 1.0",
    "model:",
    "  latents: 1",
    "training:",
    "  rates: 0.01",
    "  weight_decay: 0.0",
    "  batch: 1",
    "  variance: direct",
    "  beta: 1.0",
    "time:",
    "  end: 10",
    "  samples: 11",
    "simulation:",
    "  dimension: 100",
    "  replicas: 5",
    "  seed: 7",
    "  method: exact",
  ]

  /// Where the innermost key of a path stands.
  private func line(of keyPath: String, in lines: [String]) -> Int? {
    let texts = lines.joined(separator: "\n").split(separator: "\n")
    for key in keyPath.split(separator: ".").reversed() {
      let index = texts.firstIndex { $0.trimmingPrefix("  ").hasPrefix("\(key):") }
      if let index { return index + 1 }
    }
    return nil
  }

  @Test func theFileIsValidToBeginWith() throws {
    _ = try ProblemFile(yaml: valid.joined(separator: "\n"))
  }

  /// One line changed at a time: its number, what it becomes, the key at fault, part of the message.
  @Test(arguments: [
    (2, "  signals: 1.0", "data.signals", "found 1.0, expected a list of numbers"),
    (2, "  signals: []", "data.signals", "found no number"),
    (2, "  signals: [1, -2]", "data.signals.1", "found -2.0, expected a number ≥ 0"),
    (2, "  signals: [one]", "data.signals.0", "found text \"one\", expected a number"),
    (2, "  signal: [1.0]", "data.signal", "unknown key, expected \"signals\", the nearest"),
    (3, "  noise: -1", "data.noise", "found -1.0, expected a number ≥ 0"),
    (3, "  noise: .nan", "data.noise", "found text \".nan\", expected a number"),
    (3, "  noise: nan", "data.noise", "expected a number"),
    (3, "  noise: 1e999", "data.noise", "found 1e999, expected a number"),
    (3, "  noise: \"1.0\"", "data.noise", "found text \"1.0\", expected a number"),
    (3, "  noise:", "data.noise", "found nothing, expected a number"),
    (3, "  noise: {a: 1}", "data.noise", "found a mapping, expected a number"),
    (3, "  noise: 1\n  overlap: [[1, 0]]", "data.overlap.0", "expected a row of 1 number"),
    (3, "  noise: 1\n  overlap: [[2]]", "data.overlap.0.0", "expected 1"),
    (5, "  latents: 0", "model.latents", "found 0, expected a whole number ≥ 1"),
    (5, "  latents: 1.5", "model.latents", "found 1.5, expected a whole number ≥ 1"),
    (5, "  latents: 1\n  layers: 2", "model.layers", "unknown key"),
    (7, "  rates: 0", "training.rates", "found 0.0, expected a number > 0"),
    (7, "  rates: limt", "training.rates", "the word limit"),
    (7, "  rates: {decoder: 1}", "training.rates.encoder", "found nothing"),
    (8, "  weight_decay: -1", "training.weight_decay", "a number ≥ 0"),
    (8, "  weight_deacy: 1", "training.weight_deacy", "expected \"weight_decay\", the nearest"),
    (9, "  batch: two", "training.batch", "found text \"two\", expected a whole number ≥ 1"),
    (10, "  variance: exp", "training.variance", "expected direct or log"),
    (11, "  beta: -1", "training.beta", "found -1.0, expected a number ≥ 0"),
    (11, "  beta: 0", "training.beta", "reaches 0 in finite time"),
    (13, "  end: 0", "time.end", "a number > 0"),
    (13, "  at: [1]", "time.samples", "either at, or end and samples"),
    (14, "  samples: 1", "time.samples", "a whole number ≥ 2"),
    (16, "  dimension: 2", "simulation.dimension", "expected a whole number ≥ 4"),
    (17, "  replicas: 0", "simulation.replicas", "a whole number ≥ 1"),
    (18, "  seed: -1", "simulation.seed", "a whole number ≥ 0"),
    (18, "  sede: 1", "simulation.sede", "expected \"seed\", the nearest"),
    (19, "  method: quick", "simulation.method", "found text \"quick\", expected exact or vector"),
  ])
  func aWrongLineIsNamed(line: Int, text: String, keyPath: String, message: String) {
    var lines = valid
    lines[line - 1] = text
    let error = #expect(throws: ProblemFileError.self) {
      try ProblemFile(yaml: lines.joined(separator: "\n"), name: "p.yaml")
    }
    #expect(error?.keyPath == keyPath)
    #expect(error?.line == self.line(of: keyPath, in: lines))
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(
    arguments: [
      ("", nil, "found an empty file"),
      ("[1, 2]", 1, "found a list of 2 elements, expected a mapping"),
      ("data: {signals: [1.0}", 1, "expected YAML or JSON"),
      ("data:\n\tsignals: [1]", 2, "expected YAML or JSON"),
      ("@", 1, "found text that cannot be parsed (found character that cannot start any token)"),
      (String(repeating: "[", count: 100_000), 1, "found brackets 65 deep"),
      (String(repeating: "- ", count: 2000), 1, "cannot be parsed (Maximum nesting level"),
      ("data: {}\ndata: {}", nil, "data: found a key given twice"),
      ("dat: {}", 1, "dat: found an unknown key, expected \"data\", the nearest"),
      ("data: {signals: [1], noise: 1}", 1, "model: found nothing"),
      ("a: 1\n---\nb: 2", 2, "another document"),
      ("data: {signals: [1], noise: 1}\nmodel:\n  latents: 1\n  latents: 2", nil, "latents"),
    ] as [(String, Int?, String)])
  func whatIsNoProblemFileIsRefused(text: String, line: Int?, message: String) {
    let error = #expect(throws: ProblemFileError.self) {
      try ProblemFile(yaml: text, name: "p.yaml")
    }
    #expect(error?.kind == .invalid)
    if let line { #expect(error?.line == line) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func messageIsOneLineWithFileLineAndKey() {
    let error = #expect(throws: ProblemFileError.self) {
      try ProblemFile(
        yaml: "data:\n  signals: [1.0]\n  noise: loud\nmodel: {latents: 1}", name: "p.yaml")
    }
    #expect(error?.description == "p.yaml:3: data.noise: found text \"loud\", expected a number")
  }
}
