import './src/device/cryptography';
