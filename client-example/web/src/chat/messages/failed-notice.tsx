/** Under an own message that did not go out: why, and the way on. The words stay where they are. */
export const FailedNotice = ({ failure, onRetry }: { failure: string; onRetry: () => void }) => (
  <div className="failed-notice" role="alert">
    <span>Not sent. {failure}</span>
    <button type="button" className="link-button" onClick={onRetry}>
      Send again
    </button>
  </div>
);
