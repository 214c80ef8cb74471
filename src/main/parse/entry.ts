import { answerParse, type ParseRequest } from './read';

process.parentPort.on('message', (event) => {
  const port = event.ports[0] as Electron.MessagePortMain;
  void answerParse(event.data as ParseRequest)
    .then((answer) => port.postMessage(answer))
    // The reader ends this process when it has answered; it does nothing but parse.
    .finally(() => port.close());
});
