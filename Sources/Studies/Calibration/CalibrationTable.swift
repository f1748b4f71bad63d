// Made by Benchmarks/calibration/digest.py of runs.csv beside it. Do not edit.

/// What the networks of the calibration study ended in, as its script has measured it.
enum CalibrationTable {
  /// The fewest steps that a network was trained for.
  static let fewestSteps = 2000

  /// The levels over the largest eigenvalue; the KL that is predicted at each, in nats; for each cell and
  /// seed the KL that was measured at each, and the share of dead units in the decoder's last hidden layer.
  static let text = """
    ratios 1.1 0.8 0.5 0.25 0.1 0.05 0.02
    predicted breast-cancer bernoulli 0 0.1116 0.3466 0.9254 2.526 5.093 11.31
    predicted breast-cancer gaussian 0 0.1116 0.3466 0.9626 2.563 4.603 8.517
    predicted diabetes bernoulli 0 0.1116 0.3466 1.195 4.303 7.638 12.22
    predicted diabetes gaussian 0 0.1116 0.3466 0.9809 3.42 6.193 9.858
    predicted digits bernoulli 0 0.1826 0.9428 2.933 8.833 14.38 21.71
    predicted digits gaussian 0 0.1785 0.9395 2.759 7.818 13.33 20.66
    predicted digits poisson 0 0.1398 0.7788 2.714 8.382 13.93 21.26
    predicted genes bernoulli 0 0.1116 0.3466 1.036 3.05 7.093 14.42
    predicted genes gaussian 0 0.1116 0.4418 1.297 3.688 6.978 14.3
    predicted genes poisson 0 0.1116 0.4904 1.557 3.961 6.736 13.25
    predicted mnist bernoulli 0 0.1116 0.6898 2.85 9.428 14.97 22.3
    predicted mnist gaussian 0 0.1116 0.7055 3 9.332 14.88 22.21
    predicted mnist poisson 0 0.1116 0.6619 2.689 9.376 14.92 22.25
    predicted wine bernoulli 0 0.1116 0.3585 1.121 3.757 7.627 13.33
    predicted wine gaussian 0 0.1116 0.3763 1.173 3.413 6.17 11.53
    run breast-cancer bernoulli mlp relu pytorch constant 1 1.148e-05 6.027e-05 0.5118 1.393 3.011 5.205 9.943 0.27 0.27 0.16 0.17 0.047 0.016 0.031
    run breast-cancer bernoulli mlp relu pytorch constant 2 6.141e-06 2.671e-05 0.5066 1.38 2.899 5.33 10.19 0.12 0.14 0.14 0.094 0.062 0.031 0.016
    run breast-cancer bernoulli mlp relu pytorch constant 3 5.379e-06 6.617e-06 0.5089 1.285 2.93 5.18 9.674 0.28 0.28 0.17 0.11 0.031 0.047 0.047
    run breast-cancer bernoulli mlp relu pytorch ramp 1 0.002365 0.2124 0.6392 1.484 3.709 6.517 10.62 0.016 0.078 0.047 0.031 0.047 0.016 0.031
    run breast-cancer bernoulli mlp relu pytorch ramp 2 0.004992 0.2179 0.6469 1.488 3.796 5.887 11.11 0.062 0.047 0.047 0.062 0.078 0.062 0.031
    run breast-cancer bernoulli mlp relu pytorch ramp 3 0.005968 0.2173 0.6349 1.529 3.715 6.444 10.58 0.062 0.031 0.031 0.031 0.016 0.031 0
    run breast-cancer bernoulli mlp tanh pytorch constant 1 0.0001786 0.2065 0.5249 1.358 2.905 5.59 9.297 0 0 0 0 0 0 0
    run breast-cancer bernoulli mlp tanh pytorch constant 2 0.0003199 0.0941 0.5491 1.352 2.893 5.391 9.045 0 0 0 0 0 0 0
    run breast-cancer bernoulli mlp tanh pytorch constant 3 0.0006855 0.2126 0.5151 1.35 3.275 5.378 9.114 0 0 0 0 0 0 0
    run breast-cancer bernoulli mlp tanh pytorch ramp 1 0.001195 0.2094 0.6261 1.539 3.963 6.35 9.904 0 0 0 0 0 0 0
    run breast-cancer bernoulli mlp tanh pytorch ramp 2 0.001367 0.2148 0.6362 1.523 3.833 6.113 9.622 0 0 0 0 0 0 0
    run breast-cancer bernoulli mlp tanh pytorch ramp 3 0.002081 0.2181 0.632 1.54 3.802 6.379 9.573 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp relu pytorch constant 1 1.324e-05 0.0002604 0.3845 0.9629 2.246 3.948 6.949 0.27 0.25 0.36 0.094 0.047 0.031 0
    run breast-cancer gaussian mlp relu pytorch constant 2 4.255e-06 4.927e-06 0.3806 0.9203 2.23 3.786 6.978 0.25 0.28 0.19 0.094 0.031 0.047 0.031
    run breast-cancer gaussian mlp relu pytorch constant 3 1.339e-05 1.387e-05 0.3886 0.9653 2.193 3.734 6.806 0.42 0.5 0.39 0.22 0.078 0.062 0.031
    run breast-cancer gaussian mlp relu pytorch ramp 1 0.02564 0.1839 0.4635 1.032 2.465 4.229 7.273 0.11 0.047 0.047 0.062 0.047 0.016 0.016
    run breast-cancer gaussian mlp relu pytorch ramp 2 0.03076 0.168 0.4697 1.043 2.487 4.247 7.502 0.11 0.078 0.047 0.047 0.047 0.031 0.031
    run breast-cancer gaussian mlp relu pytorch ramp 3 0.04503 0.1831 0.4728 1.048 2.449 4.169 7.142 0.078 0.062 0.047 0.016 0.016 0.016 0.016
    run breast-cancer gaussian mlp silu pytorch constant 1 0.0001612 0.1612 0.3985 0.9788 2.172 3.845 6.864 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp silu pytorch constant 2 0.0001295 0.141 0.3946 0.9992 2.252 3.82 6.876 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp silu pytorch constant 3 9.135e-05 0.161 0.4015 0.9904 2.256 3.753 6.769 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp silu pytorch ramp 1 0.04242 0.1876 0.4744 1.046 2.414 4.176 6.996 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp silu pytorch ramp 2 0.047 0.1678 0.4604 1.033 2.442 4.163 7.003 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp silu pytorch ramp 3 0.04998 0.1864 0.4772 1.057 2.418 4.111 6.97 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp tanh pytorch constant 1 0.0004467 0.09315 0.3652 0.961 2.212 4.033 7.043 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp tanh pytorch constant 2 0.0005693 0.07116 0.3677 0.9528 2.217 4.045 6.744 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp tanh pytorch constant 3 0.001048 0.1321 0.3733 0.9568 2.217 4.048 6.744 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp tanh pytorch ramp 1 0.002054 0.1628 0.4488 1.028 2.402 4.173 7.16 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp tanh pytorch ramp 2 0.004322 0.1622 0.4447 1.01 2.403 4.143 7.191 0 0 0 0 0 0 0
    run breast-cancer gaussian mlp tanh pytorch ramp 3 0.005436 0.1613 0.4564 1.013 2.392 4.137 7.271 0 0 0 0 0 0 0
    run diabetes bernoulli mlp relu pytorch constant 1 0.0001868 0.07532 0.5 1.979 6.14 7.811 9.934 0.14 0.14 0.078 0.062 0 0.016 0
    run diabetes bernoulli mlp relu pytorch constant 2 0.0001564 0.08589 0.4828 1.987 6.249 7.839 10.03 0.23 0.2 0.2 0.12 0.062 0.062 0.047
    run diabetes bernoulli mlp relu pytorch constant 3 0.0001568 0.08687 0.4868 2.101 6.332 7.785 9.744 0.2 0.2 0.16 0.094 0.047 0 0.047
    run diabetes bernoulli mlp relu pytorch ramp 1 0.002519 0.175 0.5915 3.233 6.316 8.151 10.62 0.047 0.031 0.031 0 0.031 0.031 0.016
    run diabetes bernoulli mlp relu pytorch ramp 2 0.001564 0.1674 0.6183 3.455 6.711 8.475 10.28 0.062 0.047 0.062 0.047 0 0 0.047
    run diabetes bernoulli mlp relu pytorch ramp 3 0.001627 0.164 0.6028 3.517 6.538 8.181 10.47 0.047 0.031 0.031 0.031 0.031 0.062 0.016
    run diabetes bernoulli mlp tanh pytorch constant 1 0.00078 0.1017 0.4892 2.384 5.963 7.622 9.305 0 0 0 0 0 0 0
    run diabetes bernoulli mlp tanh pytorch constant 2 0.0006781 0.1643 0.4819 2.367 6.144 7.849 9.33 0 0 0 0 0 0 0
    run diabetes bernoulli mlp tanh pytorch constant 3 0.0009119 0.1273 0.4834 2.312 6.273 7.714 9.203 0 0 0 0 0 0 0
    run diabetes bernoulli mlp tanh pytorch ramp 1 0.0018 0.1739 0.5942 3.25 6.318 7.747 9.319 0 0 0 0 0 0 0
    run diabetes bernoulli mlp tanh pytorch ramp 2 0.001339 0.1683 0.5891 3.568 6.435 7.832 9.469 0 0 0 0 0 0 0
    run diabetes bernoulli mlp tanh pytorch ramp 3 0.001715 0.1633 0.5894 3.58 6.426 7.802 9.315 0 0 0 0 0 0 0
    run diabetes gaussian mlp relu pytorch constant 1 4.875e-05 0.05869 0.3691 0.9877 3.302 5.826 9.247 0.22 0.14 0.11 0.094 0.016 0.062 0.031
    run diabetes gaussian mlp relu pytorch constant 2 0.0001157 0.06698 0.3626 0.9037 3.34 5.824 9.25 0.22 0.25 0.22 0.14 0.078 0.062 0
    run diabetes gaussian mlp relu pytorch constant 3 2.491e-05 0.07069 0.3642 0.9299 3.288 5.793 9.261 0.34 0.25 0.22 0.11 0.016 0.031 0.031
    run diabetes gaussian mlp relu pytorch ramp 1 0.001469 0.1129 0.3715 1.089 3.58 6.017 9.365 0.14 0.062 0.047 0.031 0.031 0.016 0.016
    run diabetes gaussian mlp relu pytorch ramp 2 0.001044 0.114 0.3639 1.05 3.567 6.114 9.554 0.12 0.047 0.11 0.047 0.031 0.016 0.031
    run diabetes gaussian mlp relu pytorch ramp 3 0.001011 0.1086 0.3595 1.072 3.609 6.025 9.376 0.12 0.047 0.062 0.047 0.031 0.047 0.031
    run diabetes gaussian mlp silu pytorch constant 1 0.0005565 0.05997 0.369 0.9921 3.317 5.787 9.33 0 0 0 0 0 0 0
    run diabetes gaussian mlp silu pytorch constant 2 0.000627 0.1057 0.3626 0.9936 3.299 5.86 9.351 0 0 0 0 0 0 0
    run diabetes gaussian mlp silu pytorch constant 3 0.0002355 0.06957 0.3602 0.9888 3.345 5.898 9.393 0 0 0 0 0 0 0
    run diabetes gaussian mlp silu pytorch ramp 1 0.001796 0.1174 0.3706 1.068 3.521 5.961 9.411 0 0 0 0 0 0 0
    run diabetes gaussian mlp silu pytorch ramp 2 0.0008928 0.1151 0.365 1.082 3.519 5.975 9.463 0 0 0 0 0 0 0
    run diabetes gaussian mlp silu pytorch ramp 3 0.001777 0.11 0.3629 1.061 3.514 6.047 9.508 0 0 0 0 0 0 0
    run diabetes gaussian mlp tanh pytorch constant 1 0.0008346 0.1068 0.3593 0.9893 3.435 5.977 9.284 0 0 0 0 0 0 0
    run diabetes gaussian mlp tanh pytorch constant 2 0.0008168 0.1091 0.3525 0.9687 3.477 5.965 9.295 0 0 0 0 0 0 0
    run diabetes gaussian mlp tanh pytorch constant 3 0.0007094 0.1076 0.3483 0.9764 3.464 5.96 9.332 0 0 0 0 0 0 0
    run diabetes gaussian mlp tanh pytorch ramp 1 0.001294 0.1168 0.3663 1.047 3.562 6.02 9.36 0 0 0 0 0 0 0
    run diabetes gaussian mlp tanh pytorch ramp 2 0.001029 0.1128 0.3578 1.053 3.561 6.019 9.383 0 0 0 0 0 0 0
    run diabetes gaussian mlp tanh pytorch ramp 3 0.001391 0.1072 0.356 1.058 3.561 6.088 9.386 0 0 0 0 0 0 0
    run digits bernoulli cnn relu pytorch constant 1 0.002321 0.00532 0.1264 2.353 6.09 10.16 18.28 0.17 0.16 0.13 0.078 0.039 0.055 0.016
    run digits bernoulli cnn relu pytorch constant 2 0.002314 0.005478 0.131 2.535 6.439 10.03 18.49 0.19 0.18 0.16 0.12 0.031 0.031 0.023
    run digits bernoulli cnn relu pytorch constant 3 0.002729 0.006782 0.372 2.656 6.257 10.85 18.42 0.17 0.21 0.2 0.16 0.07 0.047 0.031
    run digits bernoulli cnn relu pytorch ramp 1 0.00203 0.02081 0.5708 2.684 6.219 10.31 18.73 0.2 0.16 0.1 0.086 0.047 0.023 0.016
    run digits bernoulli cnn relu pytorch ramp 2 0.002726 0.01545 0.6517 2.745 6.167 10.28 18.79 0.18 0.16 0.1 0.039 0.031 0.023 0.0078
    run digits bernoulli cnn relu pytorch ramp 3 0.003178 0.02936 0.8849 2.909 6.144 10.08 18.77 0.27 0.21 0.14 0.094 0.047 0.039 0.023
    run digits bernoulli mlp relu pytorch constant 1 0.0008042 0.05909 0.9693 3.183 5.916 9.457 16.13 0.12 0.16 0.094 0.047 0.047 0.016 0.062
    run digits bernoulli mlp relu pytorch constant 2 0.0007469 0.03712 0.9686 3.073 5.965 9.256 15.38 0.14 0.17 0.094 0.094 0.016 0.031 0.062
    run digits bernoulli mlp relu pytorch constant 3 0.0005857 0.002387 0.9152 3.114 6.239 9.188 14.65 0.22 0.22 0.12 0.031 0.047 0.062 0.047
    run digits bernoulli mlp relu pytorch ramp 1 0.008076 0.4242 1.68 3.54 7.04 10.62 18.95 0.062 0.047 0.031 0.047 0.062 0.062 0.047
    run digits bernoulli mlp relu pytorch ramp 2 0.01102 0.3755 1.565 3.519 7.037 10.61 17.8 0.12 0.12 0.062 0.031 0.016 0.047 0.031
    run digits bernoulli mlp relu pytorch ramp 3 0.009573 0.4793 1.719 3.571 7.177 10.78 17.59 0.12 0.094 0.062 0.062 0.016 0.062 0.047
    run digits bernoulli mlp tanh pytorch constant 1 0.0002433 0.001562 0.6773 2.803 5.31 7.257 11.33 0 0 0 0 0 0 0
    run digits bernoulli mlp tanh pytorch constant 2 0.0001927 0.0007686 0.5758 2.566 5.023 6.894 11.3 0 0 0 0 0 0 0
    run digits bernoulli mlp tanh pytorch constant 3 0.0001565 0.0007919 0.4419 2.847 5.376 7.419 11.88 0 0 0 0 0 0 0
    run digits bernoulli mlp tanh pytorch ramp 1 0.003787 0.2592 1.509 3.033 5.362 7.062 12.06 0 0 0 0 0 0 0
    run digits bernoulli mlp tanh pytorch ramp 2 0.0002028 0.08761 1.4 2.909 5.407 7.782 12.42 0 0 0 0 0 0 0
    run digits bernoulli mlp tanh pytorch ramp 3 0.004638 0.3128 1.576 3.338 5.591 8.14 13.25 0 0 0 0 0 0 0
    run digits gaussian cnn relu pytorch constant 1 0.001175 0.003697 0.2337 2.174 5.474 9.539 18.41 0.17 0.18 0.11 0.086 0.078 0.07 0.016
    run digits gaussian cnn relu pytorch constant 2 0.001052 0.002583 0.1719 1.338 5.558 9.54 18.2 0.26 0.23 0.23 0.2 0.16 0.11 0.055
    run digits gaussian cnn relu pytorch constant 3 0.001307 0.004897 0.5069 2.455 5.799 9.041 17.21 0.23 0.22 0.19 0.13 0.047 0.062 0.047
    run digits gaussian cnn relu pytorch ramp 1 0.001771 0.02605 0.6365 2.376 5.735 10.41 19.25 0.16 0.16 0.094 0.086 0.07 0.047 0.039
    run digits gaussian cnn relu pytorch ramp 2 0.002083 0.02397 0.3908 2.497 5.926 10.56 19.63 0.28 0.27 0.2 0.16 0.086 0.07 0.047
    run digits gaussian cnn relu pytorch ramp 3 0.005476 0.1054 0.8539 2.695 6.159 10.08 18.85 0.19 0.2 0.12 0.11 0.062 0.047 0.023
    run digits gaussian cnn tanh pytorch constant 1 0.002084 0.02504 0.6849 2.364 5.861 9.559 17.81 0 0 0 0 0 0 0
    run digits gaussian cnn tanh pytorch constant 2 0.003359 0.05518 0.6532 2.319 5.418 8.686 18.06 0 0 0 0 0 0 0
    run digits gaussian cnn tanh pytorch constant 3 0.002517 0.04786 0.8333 2.471 5.552 9.323 16.95 0 0 0 0 0 0 0
    run digits gaussian cnn tanh pytorch ramp 1 0.01196 0.1587 0.8533 2.591 5.968 10.25 19.14 0 0 0 0 0 0 0
    run digits gaussian cnn tanh pytorch ramp 2 0.01066 0.1149 0.8694 2.458 5.656 9.954 19.34 0 0 0 0 0 0 0
    run digits gaussian cnn tanh pytorch ramp 3 0.01188 0.1796 0.9998 2.621 6.227 10.02 18.51 0 0 0 0 0 0 0
    run digits gaussian mlp relu pytorch constant 1 0.0003132 0.06218 1.037 2.942 5.391 8.532 14.42 0.38 0.38 0.36 0.33 0.2 0.17 0.047
    run digits gaussian mlp relu pytorch constant 2 0.000252 0.01498 1.068 2.966 6.054 8.839 13.4 0.33 0.34 0.34 0.19 0.12 0.11 0.11
    run digits gaussian mlp relu pytorch constant 3 0.0001674 0.008342 0.9186 3.006 5.505 9.193 14.03 0.42 0.42 0.41 0.23 0.12 0.11 0.094
    run digits gaussian mlp relu pytorch ramp 1 0.002803 0.3133 1.472 3.293 6.412 9.962 18.13 0.33 0.3 0.27 0.17 0.078 0.078 0.031
    run digits gaussian mlp relu pytorch ramp 2 0.005754 0.3476 1.564 3.232 6.283 10.23 17.37 0.28 0.27 0.22 0.17 0.094 0.094 0.047
    run digits gaussian mlp relu pytorch ramp 3 0.005009 0.35 1.645 3.377 6.671 10.1 18.3 0.33 0.27 0.22 0.16 0.12 0.14 0.094
    run digits gaussian mlp silu pytorch constant 1 0.0008777 0.07691 1.112 2.797 5.265 7.896 13.63 0 0 0 0 0 0 0
    run digits gaussian mlp silu pytorch constant 2 0.001005 0.07447 1.138 2.785 5.285 8.617 14.49 0 0 0 0 0 0 0
    run digits gaussian mlp silu pytorch constant 3 0.0007541 0.1098 1.044 2.845 5.335 8.886 14.99 0 0 0 0 0 0 0
    run digits gaussian mlp silu pytorch ramp 1 0.003744 0.3014 1.343 3.116 5.922 9.797 16.8 0 0 0 0 0 0 0
    run digits gaussian mlp silu pytorch ramp 2 0.005814 0.2419 1.317 3.032 6.087 9.608 16 0 0 0 0 0 0 0
    run digits gaussian mlp silu pytorch ramp 3 0.006582 0.3143 1.38 3.182 6.537 10.62 18.33 0 0 0 0 0 0 0
    run digits gaussian mlp tanh pytorch constant 1 0.00206 0.1485 1.116 3.034 6.248 9.157 15.89 0 0 0 0 0 0 0
    run digits gaussian mlp tanh pytorch constant 2 0.001619 0.123 1.051 3.053 6.115 9.225 15.1 0 0 0 0 0 0 0
    run digits gaussian mlp tanh pytorch constant 3 0.002026 0.1296 1.133 3.023 6.085 9.052 16.37 0 0 0 0 0 0 0
    run digits gaussian mlp tanh pytorch ramp 1 0.002657 0.2654 1.45 3.273 6.971 11.04 18.45 0 0 0 0 0 0 0
    run digits gaussian mlp tanh pytorch ramp 2 0.002152 0.24 1.423 3.311 6.917 10.78 18.45 0 0 0 0 0 0 0
    run digits gaussian mlp tanh pytorch ramp 3 0.004508 0.3021 1.445 3.255 7.021 11.4 19.13 0 0 0 0 0 0 0
    run digits poisson mlp relu pytorch constant 1 1.266e-06 2.817e-06 2.734e-05 1.891 5.966 10.57 19.89 0.19 0.16 0.14 0.17 0.047 0.047 0.062
    run digits poisson mlp relu pytorch constant 2 1.326e-06 2.611e-06 7.29e-06 1.615 5.761 9.645 18.62 0.078 0.062 0.078 0.062 0.047 0 0.031
    run digits poisson mlp relu pytorch constant 3 8.33e-05 0.0001433 0.005467 2.216 5.89 9.99 19.34 0.12 0.12 0.14 0.12 0.094 0.047 0.062
    run digits poisson mlp relu pytorch ramp 1 0.006352 0.2014 1.381 3.318 7.205 11.95 21.96 0.11 0.047 0.062 0.078 0.031 0.031 0.031
    run digits poisson mlp relu pytorch ramp 2 0.00744 0.2086 1.38 3.384 7.333 11.88 20.95 0.14 0.094 0.047 0.078 0.031 0.062 0.047
    run digits poisson mlp relu pytorch ramp 3 0.006814 0.2072 1.445 3.345 7.267 12.14 20.86 0.094 0.031 0.078 0.031 0.078 0.078 0.062
    run digits poisson mlp tanh pytorch constant 1 0.000121 0.0003561 0.3986 2.163 5.027 6.294 10.46 0 0 0 0 0 0 0
    run digits poisson mlp tanh pytorch constant 2 6.154e-05 0.0003101 0.2287 2.085 4.505 6.78 10.95 0 0 0 0 0 0 0
    run digits poisson mlp tanh pytorch constant 3 6.044e-05 0.0002158 0.3338 2.123 4.648 6.693 10.93 0 0 0 0 0 0 0
    run digits poisson mlp tanh pytorch ramp 1 0.00369 0.1453 0.9243 2.671 4.568 6.938 10.14 0 0 0 0 0 0 0
    run digits poisson mlp tanh pytorch ramp 2 0.0005059 0.02196 0.5602 2.016 4.006 6.324 11.1 0 0 0 0 0 0 0
    run digits poisson mlp tanh pytorch ramp 3 0.000874 0.1211 0.9175 2.444 4.401 7.449 11.82 0 0 0 0 0 0 0
    run genes bernoulli mlp relu pytorch constant 1 6.932e-05 0.0002942 0.3107 1.065 2.296 3.183 6.372 0.094 0.11 0.094 0.031 0.031 0 0
    run genes bernoulli mlp relu pytorch constant 2 3.858e-05 0.0001264 0.4988 1.075 1.973 3.112 6.413 0.17 0.17 0.14 0.094 0.078 0.047 0.031
    run genes bernoulli mlp relu pytorch constant 3 2.834e-05 6.467e-05 0.001125 1.084 2.216 3.523 5.679 0.12 0.094 0.14 0.094 0.094 0.062 0.047
    run genes bernoulli mlp relu pytorch ramp 1 0.008066 0.2297 0.6412 1.457 2.761 4.189 7.061 0.062 0.078 0.016 0.047 0.031 0.047 0.031
    run genes bernoulli mlp relu pytorch ramp 2 0.003042 0.2259 0.6244 1.465 2.721 3.95 6.453 0.094 0.078 0.047 0.047 0.016 0.031 0.047
    run genes bernoulli mlp relu pytorch ramp 3 0.003174 0.228 0.6314 1.479 2.782 4.288 7.853 0.11 0.078 0.078 0.094 0.078 0.047 0.031
    run genes gaussian mlp relu pytorch constant 1 2.61e-06 4.287e-06 9.873e-06 0.8804 2.626 3.911 7.047 0.42 0.39 0.45 0.59 0.3 0.094 0
    run genes gaussian mlp relu pytorch constant 2 3.714e-06 3.987e-06 4.908e-06 8.596e-06 2.711 3.982 6.924 0.5 0.5 0.47 0.45 0.25 0.14 0.062
    run genes gaussian mlp relu pytorch constant 3 3.212e-06 3.607e-06 5.356e-06 0.7537 2.71 3.768 7.804 0.53 0.53 0.52 0.67 0.42 0.12 0.031
    run genes gaussian mlp relu pytorch ramp 1 0.001134 0.2069 0.8853 1.887 3.117 4.868 10.07 0.19 0.062 0 0.016 0 0.031 0.031
    run genes gaussian mlp relu pytorch ramp 2 0.0003611 0.2148 0.8522 1.874 3.201 4.861 9.433 0.25 0.16 0.094 0.062 0.047 0.047 0.047
    run genes gaussian mlp relu pytorch ramp 3 0.001485 0.2092 0.8818 1.856 3.206 5.02 10.27 0.2 0.11 0.078 0.031 0.031 0.016 0.031
    run genes gaussian mlp silu pytorch constant 1 0.001319 0.06882 0.5064 1.642 2.763 4.233 7.855 0 0 0 0 0 0 0
    run genes gaussian mlp silu pytorch constant 2 0.0001556 0.06198 0.431 1.561 2.769 4.137 7.5 0 0 0 0 0 0 0
    run genes gaussian mlp silu pytorch constant 3 0.0001335 0.06088 0.4347 1.665 2.9 4.339 7.609 0 0 0 0 0 0 0
    run genes gaussian mlp silu pytorch ramp 1 0.001582 0.1919 0.9122 1.855 3.181 5.144 10.06 0 0 0 0 0 0 0
    run genes gaussian mlp silu pytorch ramp 2 0.000516 0.2309 0.8799 1.877 3.284 5.258 9.883 0 0 0 0 0 0 0
    run genes gaussian mlp silu pytorch ramp 3 0.001648 0.2321 0.8799 1.875 3.195 5.085 10.13 0 0 0 0 0 0 0
    run genes gaussian mlp tanh pytorch constant 1 0.002175 0.0699 0.4726 1.636 2.883 4.227 8.168 0 0 0 0 0 0 0
    run genes gaussian mlp tanh pytorch constant 2 0.0005748 0.07087 0.4355 1.624 2.917 4.445 8.636 0 0 0 0 0 0 0
    run genes gaussian mlp tanh pytorch constant 3 0.0003126 0.06476 0.4877 1.6 2.955 4.363 8.611 0 0 0 0 0 0 0
    run genes gaussian mlp tanh pytorch ramp 1 0.002254 0.154 0.8855 1.877 3.221 5.086 9.334 0 0 0 0 0 0 0
    run genes gaussian mlp tanh pytorch ramp 2 0.002726 0.1595 0.8584 1.883 3.212 5.084 9.92 0 0 0 0 0 0 0
    run genes gaussian mlp tanh pytorch ramp 3 0.0008877 0.1596 0.8189 1.889 3.19 5.062 9.63 0 0 0 0 0 0 0
    run genes poisson mlp relu pytorch constant 1 0.002355 0.04698 0.3654 1.018 2.012 2.787 4.949 0.16 0.16 0.14 0.12 0.11 0.12 0.078
    run genes poisson mlp relu pytorch constant 2 0.00241 0.03914 0.4229 1.048 2.077 2.9 4.978 0.17 0.17 0.12 0.14 0.094 0.078 0.031
    run genes poisson mlp relu pytorch constant 3 0.003676 0.0515 0.4411 1.045 1.994 2.948 5.01 0.12 0.12 0.14 0.12 0.12 0.062 0.047
    run genes poisson mlp relu pytorch ramp 1 0.005173 0.1382 0.5412 1.334 2.212 3.183 5.507 0.094 0.094 0.062 0.031 0.078 0.062 0.078
    run genes poisson mlp relu pytorch ramp 2 0.003338 0.1532 0.5243 1.259 2.256 3.304 5.628 0.062 0.11 0.094 0.094 0.11 0.047 0.062
    run genes poisson mlp relu pytorch ramp 3 0.005402 0.1448 0.5387 1.274 2.278 3.395 5.883 0.078 0.062 0.031 0.078 0.047 0.094 0.062
    run genes poisson mlp tanh pytorch constant 1 0.001629 0.05813 0.4853 1.098 2.037 2.711 4.071 0 0 0 0 0 0 0
    run genes poisson mlp tanh pytorch constant 2 0.001423 0.05596 0.4842 1.089 2.094 2.812 4.347 0 0 0 0 0 0 0
    run genes poisson mlp tanh pytorch constant 3 0.001346 0.06313 0.4875 1.087 2.046 2.771 4.415 0 0 0 0 0 0 0
    run genes poisson mlp tanh pytorch ramp 1 0.004965 0.1491 0.5504 1.298 2.149 2.91 4.237 0 0 0 0 0 0 0
    run genes poisson mlp tanh pytorch ramp 2 0.003742 0.1447 0.5441 1.338 2.142 2.826 4.58 0 0 0 0 0 0 0
    run genes poisson mlp tanh pytorch ramp 3 0.003289 0.1544 0.5388 1.324 2.187 2.995 4.644 0 0 0 0 0 0 0
    run mnist bernoulli mlp relu pytorch constant 1 0.009025 0.01828 0.1675 0.7289 2.881 7.141 14.96 0 0 0 0 0 0 0
    run mnist bernoulli mlp relu pytorch constant 2 0.00953 0.01928 0.08224 0.7742 3.212 5.456 12.92 0.016 0.016 0.016 0.016 0.016 0.016 0.016
    run mnist bernoulli mlp relu pytorch constant 3 0.008401 0.01715 0.06554 0.7381 2.649 7.076 13.52 0 0 0 0 0 0 0
    run mnist bernoulli mlp relu pytorch ramp 1 0.01059 0.06003 0.254 0.9872 4.535 8.147 16.25 0 0.016 0 0 0 0 0
    run mnist bernoulli mlp relu pytorch ramp 2 0.009888 0.06963 0.366 0.8927 4.212 7.777 15.05 0.016 0.016 0.016 0.016 0.016 0 0.016
    run mnist bernoulli mlp relu pytorch ramp 3 0.01159 0.07132 0.4011 1.382 4.098 8.061 15.4 0 0 0 0 0.016 0 0
    run mnist gaussian mlp relu he constant 1 0.0005326 0.001894 0.005535 0.4375 1.965 5.258 18.09 0.77 0.77 0.75 0.7 0.2 0.016 0
    run mnist gaussian mlp relu he constant 2 0.0002909 0.0004668 0.001307 0.008748 1.327 3.321 7.34 0.86 0.86 0.86 0.83 0.39 0.12 0.062
    run mnist gaussian mlp relu he constant 3 0.0008119 0.001419 0.0106 0.1657 1.64 4.122 10.55 0.88 0.86 0.83 0.72 0.31 0.11 0.031
    run mnist gaussian mlp relu he ramp 1 0.007247 0.01448 0.06988 0.7328 3.556 9.376 21.56 0.77 0.77 0.7 0.67 0.062 0 0
    run mnist gaussian mlp relu he ramp 2 0.001815 0.00564 0.01087 0.6068 1.655 3.94 8.565 0.83 0.84 0.84 0.62 0.25 0.094 0.047
    run mnist gaussian mlp relu he ramp 3 0.008861 0.01375 0.04092 0.7313 2.453 6.144 20.51 0.8 0.8 0.78 0.56 0.19 0.047 0
    run mnist gaussian mlp relu pytorch constant 1 0.0001089 0.0005906 0.3629 1.225 4.942 8.8 16.09 0.42 0.39 0.34 0.39 0.36 0.22 0.094
    run mnist gaussian mlp relu pytorch constant 2 0.0003536 0.001796 0.344 1.105 4.731 7.973 15.49 0.56 0.53 0.41 0.48 0.36 0.23 0.078
    run mnist gaussian mlp relu pytorch constant 3 0.0002613 0.0012 0.348 1.117 4.624 8.55 14.82 0.47 0.45 0.42 0.44 0.34 0.23 0.11
    run mnist gaussian mlp relu pytorch ramp 1 0.01491 0.2292 1.223 3.466 7.215 11.51 20.43 0.38 0.36 0.31 0.12 0.062 0.047 0.031
    run mnist gaussian mlp relu pytorch ramp 2 0.01853 0.2438 1.105 3.351 7.229 10.87 20.61 0.44 0.39 0.33 0.23 0.031 0.078 0.031
    run mnist gaussian mlp relu pytorch ramp 3 0.01588 0.2441 0.8856 3.032 6.884 10.76 19.45 0.36 0.3 0.28 0.2 0.12 0.047 0.016
    run mnist gaussian mlp tanh pytorch constant 1 0.0006117 0.004439 0.3437 1.863 5.339 8.438 14.58 0 0 0 0 0 0 0
    run mnist gaussian mlp tanh pytorch constant 2 0.000935 0.0533 0.3501 2.034 5.45 8.353 13.27 0 0 0 0 0 0 0
    run mnist gaussian mlp tanh pytorch constant 3 0.0006696 0.0147 0.3503 1.711 4.675 8.442 14.62 0 0 0 0 0 0 0
    run mnist gaussian mlp tanh pytorch ramp 1 0.0047 0.1173 0.7128 2.571 6.418 10.12 17.43 0 0 0 0 0 0 0
    run mnist gaussian mlp tanh pytorch ramp 2 0.005058 0.1088 0.726 2.625 5.96 10.05 15.8 0 0 0 0 0 0 0
    run mnist gaussian mlp tanh pytorch ramp 3 0.003538 0.1064 0.7238 2.414 5.947 9.922 16.94 0 0 0 0 0 0 0
    run mnist poisson mlp relu pytorch constant 1 0.0001267 0.002034 0.009403 0.7009 2.308 6.485 14.14 0 0 0 0 0 0 0
    run mnist poisson mlp relu pytorch constant 2 1.195e-05 0.0003772 0.00216 0.4972 2.14 6.013 14.17 0.031 0.031 0.031 0.031 0.016 0.031 0.016
    run mnist poisson mlp relu pytorch constant 3 0.001012 0.002575 0.001695 0.5879 1.63 5.651 12.18 0.016 0.016 0.016 0.016 0.016 0.016 0
    run mnist poisson mlp relu pytorch ramp 1 0.004024 0.07213 0.4798 2.348 5.292 8.893 16.35 0 0.016 0 0 0.016 0 0
    run mnist poisson mlp relu pytorch ramp 2 0.01058 0.09087 0.4903 2.19 6.002 9.842 17.96 0.047 0.047 0.047 0.047 0.016 0.047 0.047
    run mnist poisson mlp relu pytorch ramp 3 0.006806 0.06452 0.5091 2.227 5.906 10.39 18.23 0.047 0.031 0.016 0.016 0 0 0.016
    run wine bernoulli mlp relu pytorch constant 1 0.0001005 0.08914 0.8008 1.563 5.208 7.877 11.09 0.14 0.2 0.19 0.11 0.016 0.016 0
    run wine bernoulli mlp relu pytorch constant 2 4.625e-05 0.0005827 0.7665 1.369 4.983 8.159 11.33 0.22 0.16 0.16 0.078 0.094 0.047 0.047
    run wine bernoulli mlp relu pytorch constant 3 3.912e-05 0.001812 0.7962 1.542 5.656 8.067 11.26 0.22 0.19 0.27 0.17 0.047 0 0.016
    run wine bernoulli mlp relu pytorch ramp 1 0.002543 0.2737 0.7764 2.468 6.115 8.349 12.39 0.094 0.062 0.031 0.047 0.016 0.031 0.016
    run wine bernoulli mlp relu pytorch ramp 2 0.003569 0.2637 0.7207 2.514 6.273 8.866 12.44 0.062 0.047 0.062 0.047 0.047 0.047 0.031
    run wine bernoulli mlp relu pytorch ramp 3 0.004045 0.2858 0.7992 2.693 6.422 8.517 12.38 0.078 0.078 0.062 0.031 0.031 0.016 0
    run wine bernoulli mlp silu pytorch constant 1 0.0002169 0.2483 0.7989 1.832 5.491 8.179 10.91 0 0 0 0 0 0 0
    run wine bernoulli mlp silu pytorch constant 2 0.0001276 0.1144 0.7963 1.821 5.777 8.037 11.2 0 0 0 0 0 0 0
    run wine bernoulli mlp silu pytorch constant 3 9.776e-05 0.2452 0.7941 1.646 5.531 8.253 10.83 0 0 0 0 0 0 0
    run wine bernoulli mlp silu pytorch ramp 1 0.001742 0.29 0.7986 2.402 6.167 8.477 11.84 0 0 0 0 0 0 0
    run wine bernoulli mlp silu pytorch ramp 2 0.003967 0.2822 0.7522 2.362 5.994 8.679 12.21 0 0 0 0 0 0 0
    run wine bernoulli mlp silu pytorch ramp 3 0.002517 0.2342 0.7455 2.647 6.295 8.488 12.33 0 0 0 0 0 0 0
    run wine bernoulli mlp tanh pytorch constant 1 0.0002608 0.2107 0.6885 1.844 5.429 7.808 10.24 0 0 0 0 0 0 0
    run wine bernoulli mlp tanh pytorch constant 2 0.0002132 0.2064 0.6962 1.815 5.411 7.731 10.16 0 0 0 0 0 0 0
    run wine bernoulli mlp tanh pytorch constant 3 0.0001768 0.205 0.7087 1.821 5.435 7.611 9.904 0 0 0 0 0 0 0
    run wine bernoulli mlp tanh pytorch ramp 1 0.0005393 0.2562 0.6981 2.824 5.971 7.974 10.57 0 0 0 0 0 0 0
    run wine bernoulli mlp tanh pytorch ramp 2 0.001414 0.2536 0.6959 2.826 6.116 7.917 10.26 0 0 0 0 0 0 0
    run wine bernoulli mlp tanh pytorch ramp 3 0.002796 0.2519 0.6914 2.79 6.05 7.916 10.25 0 0 0 0 0 0 0
    run wine gaussian mlp relu pytorch constant 1 5.838e-05 0.07584 0.5903 1.264 3.125 5.185 8.929 0.28 0.27 0.19 0.12 0.031 0.031 0.016
    run wine gaussian mlp relu pytorch constant 2 1.528e-05 0.0001204 0.5859 1.241 3.147 5.051 8.899 0.17 0.16 0.16 0.11 0.016 0 0.016
    run wine gaussian mlp relu pytorch constant 3 5.258e-05 0.06886 0.5871 1.239 3.156 5.24 9.07 0.17 0.27 0.22 0.17 0.078 0.031 0.016
    run wine gaussian mlp relu pytorch ramp 1 0.001858 0.1724 0.5765 1.556 3.57 5.574 9.326 0.12 0.078 0.078 0.047 0.031 0.031 0.016
    run wine gaussian mlp relu pytorch ramp 2 0.001347 0.174 0.5825 1.551 3.417 5.608 9.67 0.062 0.094 0.062 0.016 0.047 0.031 0.016
    run wine gaussian mlp relu pytorch ramp 3 0.001823 0.1675 0.5945 1.466 3.548 5.827 9.638 0.12 0.11 0.047 0.031 0.016 0.016 0.016
    run wine gaussian mlp silu pytorch constant 1 0.0002588 0.1291 0.5735 1.244 3.16 5.185 8.971 0 0 0 0 0 0 0
    run wine gaussian mlp silu pytorch constant 2 0.0001794 0.08241 0.5784 1.295 3.214 5.173 8.748 0 0 0 0 0 0 0
    run wine gaussian mlp silu pytorch constant 3 0.000167 0.1469 0.5777 1.3 3.193 5.151 9.154 0 0 0 0 0 0 0
    run wine gaussian mlp silu pytorch ramp 1 0.0006135 0.1807 0.5807 1.478 3.341 5.419 9.426 0 0 0 0 0 0 0
    run wine gaussian mlp silu pytorch ramp 2 0.0006491 0.169 0.572 1.514 3.418 5.49 9.338 0 0 0 0 0 0 0
    run wine gaussian mlp silu pytorch ramp 3 0.0006766 0.1753 0.5814 1.591 3.466 5.611 9.426 0 0 0 0 0 0 0
    run wine gaussian mlp tanh pytorch constant 1 0.000608 0.1237 0.5992 1.225 3.257 5.466 9.367 0 0 0 0 0 0 0
    run wine gaussian mlp tanh pytorch constant 2 0.0002359 0.0869 0.5966 1.22 3.18 5.478 9.44 0 0 0 0 0 0 0
    run wine gaussian mlp tanh pytorch constant 3 0.0002462 0.1162 0.5935 1.237 3.172 5.423 9.298 0 0 0 0 0 0 0
    run wine gaussian mlp tanh pytorch ramp 1 0.0009041 0.1692 0.5859 1.407 3.436 5.728 9.978 0 0 0 0 0 0 0
    run wine gaussian mlp tanh pytorch ramp 2 0.0008196 0.1666 0.5812 1.422 3.452 5.768 9.897 0 0 0 0 0 0 0
    run wine gaussian mlp tanh pytorch ramp 3 0.003047 0.1695 0.59 1.379 3.399 5.651 9.728 0 0 0 0 0 0 0
    """
}
