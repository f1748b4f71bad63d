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
    let lines = csv.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(
      lines[0].prefix(4) == ["decoder", "beta", "effective_beta", "learning_rate_factor"])
    #expect(lines[1].prefix(4) == ["gaussian", "64", "64", "0.03125"])
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

  /// The answer comes first, in words.
  @Test func answerStandsAbove() throws {
    let text = try workspace.program.run("loss", "mse:mean + kl", "--dimension", "784").text
    #expect(text.hasPrefix("This is an effective β of 392: a latent lives if"))
    #expect(text.contains("All latents collapse on any data in [0, 1]"))
    let bernoulli = try workspace.program.run("loss", "bce:mean + kl", "--dimension", "784")
    #expect(bernoulli.text.hasPrefix("This is β = 784 with a bernoulli decoder"))
    #expect(bernoulli.text.contains("All latents collapse"))
  }

  @Test func namesAndSizesAreSet() throws {
    let json = try workspace.program.run(
      "loss", "sse + beta*kl:sum,batchsum + 3*other(perceptual)", "--batch", "8", "--set",
      "beta=0.5",
      "--format", "json"
    ).json
    #expect(json["effective_beta"] as? Double == 2)
    #expect(json["ignored"] as? [String] == ["perceptual"])
    #expect(json["verdict_without_data"] is NSNull)
  }

  @Test func presetsSayWhereTheyAreFrom() throws {
    let run = try workspace.program.run(
      "loss", "--preset", "pytorch-vae", "--dimension", "12288", "--format", "json")
    #expect(run.json["effective_beta"] as? Double == 1.536)
    #expect(
      run.errors.contains("mse:mean + 0.00025*kl:sum, with N = 12288")
        && run.errors.contains("from AntixK/PyTorch-VAE"))
  }

  /// Without sizes those of the example, which are named; a size that is given comes first.
  @Test func presetsHaveSizes() throws {
    let run = try workspace.program.run(
      "loss", "--preset", "keras-r", "--latents", "4", "--format", "json")
    #expect(run.json["beta"] as? Double == 0.25)
    #expect(run.errors.contains("with N = 784, M = 4, B = 128, from rstudio"), "\(run.errors)")
  }

  /// What was assumed of a pasted line is said, in JSON too.
  @Test func notes() throws {
    let run = try workspace.program.run(
      "loss", "ops.mean(ops.sum(keras.losses.mse(x, y), axis=(1, 2))) + kl", "--format", "json")
    #expect(run.json["effective_beta"] as? Double == 0.5)
    let notes = try #require(run.json["notes"] as? [String])
    #expect(notes.count == 1 && run.errors.contains(notes[0]))
  }

  @Test(
    "mistakes name the flag that mends them",
    arguments: [
      (["loss", "sse + beta*kl"], "--set beta=VALUE"), (["loss", "sse + kl:mean"], "--latents"),
      (["loss", "mse + kl"], "--dimension"), (["loss", "sse + kl:batchsum"], "--batch"),
      (["loss", "sse + kl", "--set", "beta"], "NAME=VALUE"),
      (["loss", "sse + kl", "--set", "N=3"], "has a meaning already"),
      (["loss", "mse + kl:mean,batchsum"], "--dimension, --latents, --batch"),
      (["loss", "--preset", "x"], "pytorch-vae"), (["loss"], "--preset"),
      (["loss", "sse+kl", "--preset", "keras"], "one of the two"),
    ] as [([String], String)])
  func mistakes(call: [String], words: String) throws {
    let run = try workspace.program.run(call)
    #expect(run.code == 64)
    #expect(run.errors.contains(words), "\(run.errors)")
  }
}
