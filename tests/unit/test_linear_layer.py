"""A matrix in blocks multiplies as the plain one does, a question or a batch, in either type."""

import pytest
import torch
from torch.nn import functional as F

from index.linear_layer import Linear


@pytest.mark.parametrize("shape", [(1, 7, 384), (1, 60, 384), (5, 90, 384)])
@pytest.mark.parametrize(("kind", "near"), [(torch.float32, 1e-4), (torch.bfloat16, 0.05)])
def test_products_are_those_of_the_plain_matrix(shape, kind, near):
    draw = torch.Generator().manual_seed(5)
    weight, bias = torch.randn(1536, 384, generator=draw) / 20, torch.randn(1536, generator=draw)
    rows = torch.randn(*shape, generator=draw)
    layer = Linear(weight.to(kind), bias.to(kind))
    with torch.inference_mode():
        plain = F.linear(rows, weight, bias)
        assert layer(rows).dtype == kind
        assert torch.allclose(layer(rows).float(), plain, atol=near)
        assert torch.allclose(layer.gelu(rows).float(), F.gelu(plain), atol=near)
