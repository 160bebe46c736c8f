# BBC micro:bit: Cortex-M0, no floating-point unit
set(BOARD_FAMILY cortex_m)
set(BOARD_FLAGS "-mcpu=cortex-m0 -mthumb -mfloat-abi=soft")
set(BOARD_EMULATOR qemu-system-arm -M microbit -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
