# Arm MPS3 with AN547: Cortex-M55, floats and doubles in hardware, and the vectors of MVE
set(BOARD_FAMILY cortex_m)
set(BOARD_FLAGS "-mcpu=cortex-m55 -mthumb -mfloat-abi=hard")
set(BOARD_EMULATOR qemu-system-arm -M mps3-an547 -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
