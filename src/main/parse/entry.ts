import { answerErrand, type ParseErrand } from './read';

process.parentPort.on('message', (event) => {
  const port = event.ports[0] as Electron.MessagePortMain;
  void answerErrand(event.data as ParseErrand)
    .then((answer) => port.postMessage(answer))
    // The reader ends this process when it has answered; it does nothing but parse.
    .finally(() => port.close());
});
