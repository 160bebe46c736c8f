// Written by 04_train_penguins: seed 0, 200 epochs; 66 of 67 held-out penguins right.
#pragma once

#include "penguins/penguin.hpp"

// clang-format off
namespace penguins {

inline constexpr classifier::parameters<> weights{{
    // 1.weight (5, 4)
    0x1.823a66p+2f,  -0x1.dfd23ap+1f, -0x1.da212p-2f,  0x1.13000ep+2f,  //    6.0348   -3.7486   -0.4630    4.2969
    -0x1.e8ab32p+1f, -0x1.296c1ap-1f, 0x1.425094p+1f,  -0x1.5cc51ep+1f, //   -3.8177   -0.5809    2.5181   -2.7248
    0x1.2642a2p+0f,  0x1.a50046p-1f,  -0x1.0acbep+1f,  0x1.97fe96p+0f,  //    1.1495    0.8223   -2.0843    1.5937
    -0x1.de1586p-1f, 0x1.78d80ep+1f,  -0x1.3b92eep+1f, -0x1.8528dcp-1f, //   -0.9338    2.9441   -2.4654   -0.7601
    -0x1.70c9b8p+0f, 0x1.03f9d2p-1f,  0x1.e2e9e8p-2f,  -0x1.5c47c4p+0f, //   -1.4406    0.5078    0.4716   -1.3605
    // 1.bias (1, 4)
    0x1.6e06cep+0f,  0x1.117f0ap+1f,  0x1.222b74p+1f,  0x1.2a228p+0f,   //    1.4298    2.1367    2.2670    1.1646
    // 3.weight (4, 3)
    -0x1.2c16d6p+2f, 0x1.1d5fbap+1f,  0x1.9c5794p+0f,  //   -4.6889    2.2295    1.6107
    0x1.6c5cc2p+1f,  -0x1.85d89p+2f,  0x1.807532p+1f,  //    2.8466   -6.0913    3.0036
    0x1.37b826p+1f,  0x1.6eadb8p+0f,  -0x1.5e821ap+2f, //    2.4353    1.4323   -5.4767
    -0x1.06cfa4p+2f, 0x1.05bc8ep+1f,  0x1.032afp+1f,   //   -4.1064    2.0448    2.0247
    // 3.bias (1, 3)
    0x1.59092ep+0f,  -0x1.b7b466p-2f, -0x1.14b6b6p+0f, //    1.3478   -0.4294   -1.0809
    // 0.scale (1, 5)
    0x1.709242p-3f,  0x1.055586p-1f,  0x1.2119bp-4f,   0x1.46d218p-10f, 0x1.0001dap+1f,  //    0.1800    0.5104    0.0706    0.0012    2.0001
    // 0.shift (1, 5)
    -0x1.fa7ff2p+2f, -0x1.17d754p+3f, -0x1.c6146cp+3f, -0x1.4f5244p+2f, -0x1.fc2a2cp-1f, //   -7.9141   -8.7450  -14.1900   -5.2394   -0.9925
}};

}  // namespace penguins
