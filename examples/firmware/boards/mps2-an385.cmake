# Arm MPS2 with AN385: Cortex-M3, no floating-point unit
set(BOARD_FAMILY cortex_m)
set(BOARD_FLAGS "-mcpu=cortex-m3 -mthumb -mfloat-abi=soft")
set(BOARD_EMULATOR qemu-system-arm -M mps2-an385 -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
