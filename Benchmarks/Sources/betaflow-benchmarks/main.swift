import Benchmark

// One file a suite; `--filter NAME` runs a part.
Benchmark.main([
  try flowSuite(), try stabilitySuite(), try annealingSuite(), try finiteSizeSuite(),
  try spectrumSuite(), try spectralSuite(),
])
