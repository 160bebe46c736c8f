# Arm MPS2 with AN505: Cortex-M33, floats in hardware; the secure aliases of its memories
set(BOARD_FAMILY cortex_m)
set(BOARD_FLAGS "-mcpu=cortex-m33 -mthumb -mfpu=fpv5-sp-d16 -mfloat-abi=hard")
set(BOARD_EMULATOR qemu-system-arm -M mps2-an505 -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
