# RISC-V with floats in hardware, QEMU's machine virt; a part of its memory stands for the flash
set(BOARD_FAMILY riscv)
set(BOARD_FLAGS "-march=rv32imafc -misa-spec=2.2 -mabi=ilp32f -mcmodel=medany --specs=picolibc.specs")
set(BOARD_EMULATOR qemu-system-riscv32 -M virt -cpu rv32,d=false -bios none -display none -monitor none -serial none
  -semihosting-config enable=on,target=native -kernel)
