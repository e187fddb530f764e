import { toast } from '../parts/toast.tsx';
import { shellWords } from '../words/shell.ts';

/** Has a worker keep the shell, so that it opens without a network. A new version waits until the person takes it. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  let wanted = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (wanted) location.reload();
  });
  const offer = (worker: ServiceWorker) => {
    const words = shellWords();
    toast({
      words: words.newVersion,
      action: {
        words: words.useIt,
        run: () => {
          wanted = true;
          worker.postMessage('take over');
        },
      },
    });
  };
  addEventListener('load', async () => {
    // Without the worker everything works, only not without a network.
    const registration = await navigator.serviceWorker.register('/service_worker.js').catch(() => undefined);
    if (!registration) return;
    const watch = (worker: ServiceWorker | null) => {
      if (!worker) return;
      const look = () => {
        // The very first worker replaces nothing.
        if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker);
      };
      look();
      worker.addEventListener('statechange', look);
    };
    watch(registration.waiting);
    registration.addEventListener('updatefound', () => watch(registration.installing));
  });
}
