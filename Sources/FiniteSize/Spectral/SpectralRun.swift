import LinearVAE

/// A run on data with a spectrum; its ``SimulationRun/numbers`` are those of ``SpectralBlocks``.
protocol SpectralRun: SimulationRun {
  var configuration: SpectralConfiguration { get }
}

extension SpectralRun {
  package var course: RunCourse { configuration.course }

  package var readings: [Double] {
    configuration.blocks.readings(of: numbers, configuration.problem.data)
  }

  package func norms(of latent: Int) -> (decoder: Double, variance: Double) {
    let (numbers, at) = (numbers, configuration.blocks)
    return (numbers[at.totals + latent * (at.latents + 1)], numbers[at.D + latent])
  }
}
