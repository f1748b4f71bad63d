import Fitting
import NumericKit
import Storage
import Testing

@Suite("Probe of a decoder")
struct DecoderProbeTests {
  @Test("variances of outputs, large means aside")
  func variances() throws {
    let values = [1e5 + 1, 5, 1e5 - 1, 5, 1e5 + 3, 5, 1e5 + 1, 5.0]
    let probe = try DecoderProbe(of: DataTable(values, columns: 2, named: "out"))
    #expect(probe.variances[1] == 0 && abs(probe.variances[0] - 2) < 1e-12)
    #expect(probe.constantShare == 0.5 && probe.draws == 4)
    #expect(probe.reaction(relativeTo: 4) == 0.5)
  }

  @Test("outputs that differ by rounding are alike, those of a living decoder are not")
  func dead() throws {
    var stream = RandomStream(seed: 1, stream: 6)
    let base = stream.normals(30)
    func probe(_ spread: Double) throws -> DecoderProbe {
      let values = (0..<(16 * 30)).map { Double(Float(base[$0 % 30] + spread * stream.normal())) }
      return try DecoderProbe(of: DataTable(values, columns: 30, named: "out"))
    }
    #expect(try probe(0).reaction() < DecoderProbe.deadReaction)
    #expect(try probe(1e-3).reaction() < DecoderProbe.deadReaction)
    #expect(try probe(3e-2).reaction() > DecoderProbe.deadReaction)
    #expect(try probe(0).constantShare == 1 && probe(1e-2).constantShare == 0)
  }

  @Test("a single draw says nothing")
  func single() throws {
    let table = try DataTable([1, 2], columns: 2, named: "out.npy")
    #expect(throws: DataFileError.self) { try DecoderProbe(of: table) }
  }
}

@Suite("Floor of free bits")
struct FreeBitsFloorTests {
  @Test("a crowd at the lowest value is a floor, latents that live beside it are not")
  func crowd() throws {
    let floor = try #require(FreeBitsFloor([0.5, 0.505, 2.1, 0.51, 1.2, 0.502]))
    #expect(floor.latents == [0, 1, 3, 5] && abs(floor.kl - 0.504) < 1e-3)
    #expect(FreeBitsFloor([0, 0, 0, 0, 1]) == nil)
    #expect(FreeBitsFloor([0.5, 0.5, 3]) == nil)
    #expect(FreeBitsFloor([0.1, 0.2, 0.3, 0.4, 0.5]) == nil)
    #expect(FreeBitsFloor([]) == nil)
    // Below 0.005 nats a latent is dead, not held.
    #expect(FreeBitsFloor([0.006, 0.006, 0.006, 1]) != nil)
    #expect(FreeBitsFloor([0.004, 0.004, 0.004, 1]) == nil)
    // Within 8 %, and nothing else within a quarter.
    #expect(FreeBitsFloor([0.5, 0.535, 0.53, 2]) != nil)
    #expect(FreeBitsFloor([0.5, 0.56, 0.5, 0.5, 2]) == nil)
  }

  @Test("signals of one strength are no floor")
  func equalSignals() {
    #expect(FreeBitsFloor([0.5, 0.5, 0.5, 0.5], expected: [0.5, 0.5, 0.5, 0.5]) == nil)
    #expect(FreeBitsFloor([0.5, 0.5, 0.5, 0.5], expected: [0.5, 0, 0, 0])?.latents == [1, 2, 3])
  }
}
