# Arm MPS2 with AN386: Cortex-M4F, floats in hardware
set(BOARD_FAMILY cortex_m)
set(BOARD_FLAGS "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard")
set(BOARD_EMULATOR qemu-system-arm -M mps2-an386 -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
