import LinearVAE

/// The sizes that the loops of a step on a spectrum run over.
struct SpectralSizes: Sendable {
  /// `M` and `B`.
  let latents, batch: Int
  /// Groups of which only a frame is kept.
  let frames: Int
  /// Directions of all other groups.
  let singles: Int

  @_transparent init(latents: Int, batch: Int, frames: Int, singles: Int) {
    (self.latents, self.batch) = (latents, batch)
    (self.frames, self.singles) = (frames, singles)
  }

  /// `2M`, the vectors of decoder and encoder.
  @_transparent var order: Int { 2 * latents }
  /// Whether samples act one by one; a large batch acts through `2M` combinations of its samples only.
  @_transparent var actsBySamples: Bool { batch <= 2 * latents }
  /// `min(B, 2M)`, the directions outside its span into which a step can lead a frame.
  @_transparent var outside: Int { min(batch, 2 * latents) }
  /// Rows of a frame while it moves.
  @_transparent var rows: Int { order + outside }
  /// Numbers of a frame.
  @_transparent var frameCount: Int { order * order }
  /// Where the rows of the single directions begin in the state.
  @_transparent var single: Int { frames * frameCount }
  @_transparent var D: Int { single + singles * order }
  /// Numbers of the state.
  @_transparent var count: Int { D + latents }
}

/// Where the chain keeps each group: a frame for many directions, in the order of the groups, and a row a
/// direction for few.
struct SpectralPlaces: Sendable {
  enum Place: Sendable, Hashable {
    /// The frame with this number.
    case frame(Int)
    /// These rows of the single directions.
    case rows(Range<Int>)
  }

  let places: [Place]
  let sizes: SpectralSizes

  init(_ configuration: SpectralConfiguration) {
    let (M, B) = (configuration.problem.latents, configuration.problem.training.batch)
    let least = 2 * M + min(B, 2 * M)
    var (frames, singles) = (0, 0)
    places = configuration.sizes.map { count in
      if count > least {
        frames += 1
        return .frame(frames - 1)
      }
      singles += count
      return .rows((singles - count)..<singles)
    }
    sizes = SpectralSizes(latents: M, batch: B, frames: frames, singles: singles)
  }
}
