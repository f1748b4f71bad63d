"""MLP and convolutional VAEs as pure functions of their weights."""

import jax
import jax.numpy as jnp

WIDTH = 64
CHANNELS = (8, 16)
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh, "silu": jax.nn.silu}


def uniform_layer(key, inputs, outputs):
    """Weights and bias of a linear layer, uniform on ±1/√inputs, as PyTorch starts them."""
    bound = inputs**-0.5
    return (
        jax.random.uniform(key, (inputs, outputs), minval=-bound, maxval=bound),
        jax.random.uniform(jax.random.fold_in(key, 1), (outputs,), minval=-bound, maxval=bound),
    )


def he_layer(key, inputs, outputs):
    """Normal weights of variance 2/inputs, after He, and no bias: six times as large in square."""
    return (2 / inputs)**0.5 * jax.random.normal(key, (inputs, outputs)), jnp.zeros(outputs)


STARTS = {"pytorch": uniform_layer, "he": he_layer}


def apply(layer, x):
    return x @ layer[0] + layer[1]


class MLP:
    """Two hidden layers each way."""

    def __init__(self, columns, latents, activation, start):
        self.sizes = [(columns, WIDTH), (WIDTH, WIDTH), (WIDTH, 2 * latents),
                      (latents, WIDTH), (WIDTH, WIDTH), (WIDTH, columns)]
        self.act, self.layer = ACTIVATIONS[activation], STARTS[start]

    def start(self, key):
        keys = jax.random.split(key, len(self.sizes))
        return [self.layer(key, *size) for key, size in zip(keys, self.sizes)]

    def encode(self, weights, x):
        x = self.act(apply(weights[0], x))
        return jnp.split(apply(weights[2], self.act(apply(weights[1], x))), 2, axis=-1)

    def hidden(self, weights, z):
        """The decoder's last hidden layer, a unit a column."""
        return self.act(apply(weights[4], self.act(apply(weights[3], z))))

    def decode(self, weights, z):
        return apply(weights[5], self.hidden(weights, z))


def convolve(layer, x, stride=1):
    """A 3 × 3 convolution as a product of matrices, `x` being batch × side × side × channels."""
    padded = jnp.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    side = x.shape[1]
    shifted = [padded[:, a:a + side:stride, b:b + side:stride] for a in range(3) for b in range(3)]
    return apply(layer, jnp.concatenate(shifted, axis=-1))


def shuffle(x):
    """Puts 4 groups of channels into the 4 quarters of each place: twice the side."""
    batch, side = x.shape[:2]
    x = x.reshape(batch, side, side, 2, 2, -1).transpose(0, 1, 3, 2, 4, 5)
    return x.reshape(batch, 2 * side, 2 * side, -1)


class CNN:
    """Two 3 × 3 convolutions of stride 2 and a linear layer, and the mirror image: a linear layer and two
    3 × 3 sub-pixel convolutions, each of which doubles the side."""

    def __init__(self, columns, latents, activation, start):
        self.side, (a, b) = round(columns**0.5), CHANNELS
        self.small = self.side // 4, self.side // 4, b
        flat = self.side**2 // 16 * b
        self.sizes = [(9, a), (9 * a, b), (flat, 2 * latents),
                      (latents, flat), (9 * b, 4 * a), (9 * a, 4)]
        self.act, self.layer = ACTIVATIONS[activation], STARTS[start]

    start = MLP.start

    def encode(self, weights, x):
        x = x.reshape(len(x), self.side, self.side, 1)
        x = self.act(convolve(weights[0], x, stride=2))
        x = self.act(convolve(weights[1], x, stride=2))
        return jnp.split(apply(weights[2], x.reshape(len(x), -1)), 2, axis=-1)

    def features(self, weights, z):
        x = self.act(apply(weights[3], z)).reshape(len(z), *self.small)
        return self.act(shuffle(convolve(weights[4], x)))

    def hidden(self, weights, z):
        """The decoder's last hidden layer, a unit a column."""
        return self.features(weights, z).reshape(len(z), -1)

    def decode(self, weights, z):
        return shuffle(convolve(weights[5], self.features(weights, z))).reshape(len(z), -1)


NETWORKS = {"mlp": MLP, "cnn": CNN}


def negative_log_likelihood(decoder, x, natural):
    """−ln p(x | η) of each row, up to what does not depend on the model; σ² = 1 of a Gaussian."""
    terms = {
        "gaussian": lambda: 0.5 * (x - natural) ** 2,
        "bernoulli": lambda: jax.nn.softplus(natural) - x * natural,
        "poisson": lambda: jnp.exp(natural) - x * natural,
    }[decoder]()
    return terms.sum(-1)


def divergences(mean, log_variance):
    """KL of each row and latent in nats."""
    return 0.5 * (mean**2 + jnp.exp(log_variance) - log_variance - 1)
