// First of all, so that whatever makes random numbers makes good ones.
import './src/device/cryptography';
import { registerRootComponent } from 'expo';
import { App } from './src/app';
import { clearDeviceFiles } from './src/device/device-file';

clearDeviceFiles();
registerRootComponent(App);
