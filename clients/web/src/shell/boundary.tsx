import { Component, type ComponentChildren } from 'preact';
import { shellWords } from '../words/shell.ts';

/** A mistake of ours in one page says so, instead of leaving an empty screen. */
export class Boundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  static override getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const words = shellWords();
    return (
      <div class="page">
        <h1>{words.brokenTitle}</h1>
        <p>{words.broken}</p>
        <div class="actions">
          <button type="button" class="btn btn--go" onClick={() => location.reload()}>
            {words.reload}
          </button>
        </div>
      </div>
    );
  }
}
