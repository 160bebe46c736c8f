# Arm MPS2 with AN500: Cortex-M7, floats and doubles in hardware
set(BOARD_FAMILY cortex_m)
set(BOARD_FLAGS "-mcpu=cortex-m7 -mthumb -mfpu=fpv5-d16 -mfloat-abi=hard")
set(BOARD_EMULATOR qemu-system-arm -M mps2-an500 -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
