// Which latents of a linear β-VAE live on data with these covariance eigenvalues?
import Spectra

let forecast = try LatentForecast(eigenvalues: [3, 1.2, 0.9, 0.4], latents: 3, beta: 1)
for latent in forecast.latents {
  print(latent.eigenvalue, latent.isActive ? "lives" : "dies", latent.kl)
}
