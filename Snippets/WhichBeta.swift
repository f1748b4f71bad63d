// Which latents of a β-VAE live on the bundled digits, and at which β does each of them die?

// snippet.hide
import Foundation
// snippet.show
import LinearVAE
import Spectra
import Storage

// snippet.hide
let repository = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent()
  .deletingLastPathComponent()
guard FileManager.default.changeCurrentDirectoryPath(repository.path)
else {
  fatalError("no folder \(repository.path)")
}
// snippet.show
let loss = try LossConvention("mse:mean + 2*kl:sum", dimension: 64)
print("effective β", loss.level)

let table = try DataTable(contentsOf: "Examples/digits.csv")
let spectrum = try DataSpectrum(of: table)
let forecast = try LatentForecast(
  eigenvalues: spectrum.eigenvalues, latents: 16, beta: loss.level
)
for (number, latent) in forecast.latents.prefix(6).enumerated() {
  let kl = (1000 * latent.kl).rounded() / 1000
  print(
    "latent \(number + 1) dies at β = \(Int(latent.threshold.rounded())):",
    latent.isActive ? "lives, KL \(kl) nats" : "dead")
}
print(forecast.active, "of", forecast.latents.count, "live")
