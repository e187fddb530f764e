import type { Socket } from '@ourplace/sdk';

/** What the script at the head of the page has opened, and what came before anybody listened. */
interface EarlySocket {
  socket: WebSocket;
  messages: ArrayBuffer[];
}

declare global {
  interface Window {
    earlySocket?: EarlySocket;
  }
}

/** The first time this is the socket that the head of the page has opened already. */
export function openSocket(): Socket {
  const early = window.earlySocket;
  delete window.earlySocket;
  // One that has ended already says nothing that a new attempt would not.
  if (early && early.socket.readyState <= WebSocket.OPEN) return adopt(early.socket, early.messages);
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/connect`, 'ourplace.v1');
  socket.binaryType = 'arraybuffer';
  return adopt(socket, []);
}

function adopt(socket: WebSocket, messages: ArrayBuffer[]): Socket {
  const adopted: Socket = {
    onOpen: () => {},
    onMessage: () => {},
    onClose: () => {},
    send(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    close: () => socket.close(),
  };
  const listen = () => {
    if (socket.readyState === WebSocket.OPEN) adopted.onOpen();
    for (const message of messages) adopted.onMessage(new Uint8Array(message));
    socket.onopen = () => adopted.onOpen();
    socket.onmessage = (event) => adopted.onMessage(new Uint8Array(event.data as ArrayBuffer));
    socket.onclose = (event) => adopted.onClose(event.code);
    if (socket.readyState > WebSocket.OPEN) adopted.onClose(1006);
  };
  // Whoever opens sets the handlers first.
  queueMicrotask(listen);
  return adopted;
}
