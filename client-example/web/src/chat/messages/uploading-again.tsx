/** Under an own message on its way, when the readers have changed since its files were picked. */
export const UploadingAgain = ({ percent }: { percent: number }) => (
  <div className="uploading-again" role="status">
    The people here have changed: encrypting the files for them again, {percent} %
  </div>
);
