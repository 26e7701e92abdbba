@rem npm start begins with "exec", which sh knows: the stack then gets npm's signals itself. On Windows it is this file.
@%*
